package dev.pgtether.collector.kernel;

/**
 * The kernel's error numbers that mean something to a scan ({@code asm-generic/errno-base.h},
 * {@code errno.h}).
 */
public final class Errno {

  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EAGAIN = 11;
  public static final int EACCES = 13;
  public static final int EINVAL = 22;
  public static final int EMFILE = 24;
  public static final int ENOBUFS = 105;
  public static final int ESTALE = 116;

  private Errno() {}

  /** The symbol and what it means, for a message: {@code EACCES (permission denied)}. */
  public static String describe(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM (operation not permitted)";
      case ENOENT -> "ENOENT (no such file or object)";
      case ESRCH -> "ESRCH (no such process)";
      case EINTR -> "EINTR (interrupted)";
      case EAGAIN -> "EAGAIN (no answer in time)";
      case EACCES -> "EACCES (permission denied)";
      case EINVAL -> "EINVAL (invalid argument)";
      case EMFILE -> "EMFILE (too many open files: raise the limit of open files)";
      case ENOBUFS -> "ENOBUFS (the kernel dropped messages)";
      case ESTALE -> "ESTALE (another object by now)";
      case 93 -> "EPROTONOSUPPORT (protocol not supported)";
      case 95 -> "EOPNOTSUPP (operation not supported)";
      case 97 -> "EAFNOSUPPORT (address family not supported)";
      default -> "errno " + errno;
    };
  }
}
