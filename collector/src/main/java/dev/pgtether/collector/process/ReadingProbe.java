package dev.pgtether.collector.process;

import dev.pgtether.correlation.fact.ScanCoverage.HolderLookup;

/** Finds out by trying how far other users' processes can be read. */
public final class ReadingProbe {

  /** Some processes refuse even those who may read all others. */
  private static final int MOST_TRIES = 32;

  private final ProcFileSystem proc;
  private final Descriptors descriptors;
  private final Capabilities capabilities;

  public ReadingProbe(ProcFileSystem proc, Descriptors descriptors, Capabilities capabilities) {
    this.proc = proc;
    this.descriptors = descriptors;
    this.capabilities = capabilities;
  }

  /**
   * The best that worked on a process of another user; where there is none, what the capabilities
   * promise.
   */
  public HolderLookup probe() {
    ProcessList processes = proc.processes();
    int self = (int) ProcessHandle.current().pid();
    int ownUid = uid(self);
    int tries = 0;
    for (int i = 0; i < processes.size() && tries < MOST_TRIES; i++) {
      try (LiveProcess process = proc.open(processes.pid(i))) {
        ProcessStat stat = process == null || process.uid() == ownUid ? null : process.stat();
        if (process == null || stat == null || stat.isKernelThread() || stat.isZombie()) {
          continue;
        }
        tries++;
        switch (descriptors.walk(process, (inode, descriptor) -> {})) {
          case READ -> {
            return HolderLookup.DESCRIPTORS;
          }
          case READ_BY_INFO -> {
            return HolderLookup.DESCRIPTOR_INFO;
          }
          case EMPTY, UNREADABLE, GONE -> {}
        }
      }
    }
    return tries > 0 ? HolderLookup.OWN_PROCESSES : promised();
  }

  private int uid(int pid) {
    try (LiveProcess process = proc.open(pid)) {
      return process == null ? -1 : process.uid();
    }
  }

  private HolderLookup promised() {
    if (!capabilities.has(Capabilities.SYS_PTRACE)) {
      return HolderLookup.OWN_PROCESSES;
    }
    boolean reads =
        capabilities.has(Capabilities.DAC_READ_SEARCH)
            || capabilities.has(Capabilities.DAC_OVERRIDE);
    return reads ? HolderLookup.DESCRIPTORS : HolderLookup.DESCRIPTOR_INFO;
  }
}
