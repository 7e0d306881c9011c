package dev.pgtether.collector.kernel;

import java.util.Locale;

/** A machine whose system call numbers and flags are known here. Both are little-endian. */
public enum Architecture {
  X86_64(0x1_0000),
  AARCH64(0x4000);

  private final int directoryFlag;

  Architecture(int directoryFlag) {
    this.directoryFlag = directoryFlag;
  }

  /** {@code O_DIRECTORY}, which differs between the two. */
  public int directoryFlag() {
    return directoryFlag;
  }

  /**
   * The architecture of this machine.
   *
   * @throws UnsupportedOperationException on another operating system or another machine
   */
  public static Architecture current() {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  static Architecture of(String system, String machine) {
    if (!system.equals("Linux")) {
      throw new UnsupportedOperationException(
          ("client sockets are read from the Linux kernel, and this is %s:"
                  + " run pgtether on the client's or the server's Linux host")
              .formatted(system.isEmpty() ? "an unknown system" : system));
    }
    return switch (machine.toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64", "arm64" -> AARCH64;
      default ->
          throw new UnsupportedOperationException(
              "the system call numbers of %s are not known to pgtether: it runs on x86_64 and aarch64"
                  .formatted(machine.isEmpty() ? "this machine" : machine));
    };
  }
}
