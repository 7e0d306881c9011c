package dev.pgtether.collector.process;

/**
 * The effective capabilities of this process.
 *
 * @param bits as in {@code CapEff} of {@code /proc/self/status}
 */
public record Capabilities(long bits) {

  public static final int DAC_OVERRIDE = 1;
  public static final int DAC_READ_SEARCH = 2;
  public static final int SYS_PTRACE = 19;
  public static final int SYS_ADMIN = 21;

  public static Capabilities own(ProcFileSystem proc) {
    byte[] status = proc.file("self/status");
    return status == null ? new Capabilities(0) : parse(ProcessText.text(status));
  }

  static Capabilities parse(String status) {
    return new Capabilities(
        status
            .lines()
            .filter(line -> line.startsWith("CapEff:"))
            .map(line -> Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16))
            .findFirst()
            .orElse(0L));
  }

  public boolean has(int capability) {
    return (bits & 1L << capability) != 0;
  }
}
