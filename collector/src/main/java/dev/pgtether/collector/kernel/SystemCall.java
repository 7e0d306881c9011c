package dev.pgtether.collector.kernel;

/**
 * The system calls in use, with their numbers: x86_64 has its own table, aarch64 the generic one.
 */
public enum SystemCall {
  READ(0, 63),
  CLOSE(3, 57),
  LSEEK(8, 62),
  PREAD64(17, 67),
  SOCKET(41, 198),
  CONNECT(42, 203),
  SENDTO(44, 206),
  RECVFROM(45, 207),
  SETSOCKOPT(54, 208),
  GETDENTS64(217, 61),
  CLOCK_GETTIME(228, 113),
  OPENAT(257, 56),
  READLINKAT(267, 78),
  SETNS(308, 268),
  STATX(332, 291);

  private final int x86;
  private final int generic;

  SystemCall(int x86, int generic) {
    this.x86 = x86;
    this.generic = generic;
  }

  /** The number in {@code asm/unistd_64.h} (x86_64) or {@code asm-generic/unistd.h} (aarch64). */
  public int number(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> x86;
      case AARCH64 -> generic;
    };
  }
}
