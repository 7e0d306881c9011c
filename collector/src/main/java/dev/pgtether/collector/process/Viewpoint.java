package dev.pgtether.collector.process;

/**
 * From where processes are seen.
 *
 * @param initial this is the host's initial process namespace, so a pid is the host's
 * @param everyProcess every process of the host shows in {@code /proc}: the initial process
 *     namespace, not mounted with {@code hidepid}, or with the right to see through it
 */
public record Viewpoint(boolean initial, boolean everyProcess) {

  /** {@code PROC_PID_INIT_INO} in the kernel's include/linux/proc_ns.h. */
  private static final long INITIAL_NAMESPACE = 0xEFFF_FFFCL;

  /** What this process sees. */
  public static Viewpoint of(ProcFileSystem proc, Capabilities capabilities) {
    String self = proc.link("self");
    // A /proc of another process namespace shows other numbers than this process's own.
    boolean ownProc = self != null && self.equals(Long.toString(ProcessHandle.current().pid()));
    boolean initial = ownProc && proc.namespace("self/ns/pid") == INITIAL_NAMESPACE;
    byte[] mounts = proc.file("self/mountinfo");
    boolean hidden = mounts != null && hidesProcesses(ProcessText.text(mounts));
    return new Viewpoint(
        initial, initial && (!hidden || capabilities.has(Capabilities.SYS_PTRACE)));
  }

  /** The mount at /proc carries {@code hidepid} other than 0 (proc(5)). */
  static boolean hidesProcesses(String mountInfo) {
    return mountInfo
        .lines()
        .filter(line -> line.contains(" /proc ") && line.contains(" - proc "))
        .reduce((below, above) -> above)
        .map(
            line ->
                line.contains("hidepid=")
                    && !line.contains("hidepid=0")
                    && !line.contains("hidepid=off"))
        .orElse(false);
  }
}
