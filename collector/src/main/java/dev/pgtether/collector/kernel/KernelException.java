package dev.pgtether.collector.kernel;

/** The kernel refused something that a scan cannot do without. */
public final class KernelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int errno;

  /** Says what was tried and on what, why the kernel refused, and what it would need. */
  public KernelException(String tried, int errno, String next) {
    super("%s: %s; %s".formatted(tried, Errno.describe(errno), next));
    this.errno = errno;
  }

  public int errno() {
    return errno;
  }
}
