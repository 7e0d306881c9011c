package dev.pgtether.collector.process;

import dev.pgtether.collector.kernel.Entries;
import dev.pgtether.collector.kernel.Errno;
import dev.pgtether.collector.kernel.Kernel;
import dev.pgtether.collector.kernel.Kernel.FileFacts;
import dev.pgtether.collector.kernel.SystemCall;

/** Walks the descriptors of processes, by the first of two ways that the kernel allows. */
public final class Descriptors {

  /** {@code socket:[}, little-endian: what the link of a socket's descriptor begins with. */
  static final long SOCKET_LINK = 0x5b3a_7465_6b63_6f73L;

  private static final byte[] LINKS = {'f', 'd', '/'};
  private static final byte[] INFOS = {'f', 'd', 'i', 'n', 'f', 'o', '/'};
  private static final byte[] NOTHING = {};

  private final Kernel kernel;
  private final byte[] info = new byte[4096];

  /**
   * The mount that all sockets are on, as {@code fdinfo} shows it; −1 where it does not (before
   * Linux 5.14).
   */
  private final long socketMount;

  private final boolean countsDescriptors;

  public Descriptors(Kernel kernel, ProcFileSystem proc) {
    this.kernel = kernel;
    socketMount = ownSocketMount();
    LiveProcess self = proc.open((int) ProcessHandle.current().pid());
    countsDescriptors = self != null && count(self) > 0;
    if (self != null) {
      self.close();
    }
  }

  /** Gives every socket among the process's descriptors to {@code visitor}. */
  public Look walk(LiveProcess process, SocketVisitor visitor) {
    int folder = kernel.openDirectory(process.directory(), kernel.path("fd"));
    if (folder < 0) {
      return isRefusal(-folder) ? byInfo(process, visitor) : Look.GONE;
    }
    try {
      Entries entries = new Entries(kernel, folder);
      boolean any = false;
      while (entries.next()) {
        int descriptor = entries.number();
        if (descriptor < 0) {
          continue;
        }
        any = true;
        int length = kernel.readLink(folder, entries.name());
        if (length < 0) {
          if (isRefusal(-length)) {
            return byInfo(process, visitor);
          }
          continue; // closed since it was listed
        }
        long inode = kernel.linkNumber(length, SOCKET_LINK, 8, 0);
        if (inode >= 0) {
          visitor.socket(inode, descriptor);
        }
      }
      if (entries.error() != 0) {
        return isRefusal(entries.error()) ? byInfo(process, visitor) : Look.GONE;
      }
      return any ? Look.READ : withoutDescriptors(process, Look.READ);
    } finally {
      kernel.close(folder);
    }
  }

  /** This descriptor of the process is this socket now. */
  public boolean holds(LiveProcess process, int descriptor, long inode) {
    int length = kernel.readLink(process.directory(), kernel.path(LINKS, descriptor, NOTHING));
    if (!isRefusal(-length)) {
      return length > 0 && kernel.linkNumber(length, SOCKET_LINK, 8, 0) == inode;
    }
    int read =
        socketMount < 0
            ? -1
            : readInfo(process.directory(), kernel.path(INFOS, descriptor, NOTHING));
    return read > 0
        && DescriptorInfo.field(info, read, "mnt_id:") == socketMount
        && DescriptorInfo.field(info, read, "ino:") == inode;
  }

  /** With CAP_SYS_PTRACE alone the links are refused and {@code fdinfo} is not. */
  private Look byInfo(LiveProcess process, SocketVisitor visitor) {
    int folder =
        socketMount < 0
            ? -Errno.EACCES
            : kernel.openDirectory(process.directory(), kernel.path("fdinfo"));
    if (folder < 0) {
      return isRefusal(-folder) ? withoutDescriptors(process, Look.UNREADABLE) : Look.GONE;
    }
    try {
      Entries entries = new Entries(kernel, folder);
      while (entries.next()) {
        int descriptor = entries.number();
        if (descriptor < 0) {
          continue;
        }
        int length = readInfo(folder, entries.name());
        if (isRefusal(-length)) {
          return withoutDescriptors(process, Look.UNREADABLE);
        }
        if (length > 0 && DescriptorInfo.field(info, length, "mnt_id:") == socketMount) {
          visitor.socket(DescriptorInfo.field(info, length, "ino:"), descriptor);
        }
      }
      return isRefusal(entries.error())
          ? withoutDescriptors(process, Look.UNREADABLE)
          : Look.READ_BY_INFO;
    } finally {
      kernel.close(folder);
    }
  }

  private int readInfo(int folder, long name) {
    int opened = kernel.open(folder, name, 0);
    if (opened < 0) {
      return opened;
    }
    int length = Math.min(kernel.read(opened), info.length);
    kernel.close(opened);
    if (length > 0) {
      kernel.copyData(info, length);
    }
    return length;
  }

  /**
   * A process that has no descriptors hides none. A zombie whose other threads still run is the
   * exception: their descriptors are not to be seen through its first thread.
   */
  private Look withoutDescriptors(LiveProcess process, Look otherwise) {
    ProcessStat stat = process.stat();
    if (stat == null) {
      return Look.GONE;
    }
    if (stat.isZombie()) {
      return stat.threads() > 1 ? Look.UNREADABLE : Look.EMPTY;
    }
    if (stat.isKernelThread() || (countsDescriptors && count(process) == 0)) {
      return Look.EMPTY;
    }
    return otherwise;
  }

  /**
   * Since Linux 6.2 the size of {@code fd} is the number of open descriptors, and needs no right.
   */
  private long count(LiveProcess process) {
    FileFacts facts = kernel.facts(process.directory(), kernel.path("fd"));
    return facts == null ? -1 : facts.size();
  }

  private static boolean isRefusal(int errno) {
    return errno == Errno.EACCES || errno == Errno.EPERM;
  }

  private long ownSocketMount() {
    int unixStream = (int) kernel.call(SystemCall.SOCKET, 1, 1 | Kernel.CLOSE_ON_EXEC, 0, 0, 0, 0);
    if (unixStream < 0) {
      return -1;
    }
    int opened = kernel.open(Kernel.HERE, kernel.path("/proc/self/fdinfo/" + unixStream), 0);
    int length = opened < 0 ? opened : Math.min(kernel.read(opened), info.length);
    if (length > 0) {
      kernel.copyData(info, length);
    }
    if (opened >= 0) {
      kernel.close(opened);
    }
    kernel.close(unixStream);
    boolean hasInode = length > 0 && DescriptorInfo.field(info, length, "ino:") >= 0;
    return hasInode ? DescriptorInfo.field(info, length, "mnt_id:") : -1;
  }
}
