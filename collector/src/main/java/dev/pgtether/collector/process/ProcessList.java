package dev.pgtether.collector.process;

import java.util.Arrays;

/** The pids of one reading of {@code /proc}, ascending, each with what tells it from a later process of that pid. */
public final class ProcessList {

  private final int[] pids;
  private final long[] inodes;

  /**
   * Made of what one reading gave.
   *
   * @param inodes {@code d_ino} of each directory: the kernel numbers a process's directory anew, so a pid that is
   *     reused shows another one
   */
  ProcessList(int[] pids, long[] inodes) {
    this.pids = pids;
    this.inodes = inodes;
  }

  public int size() {
    return pids.length;
  }

  public int pid(int index) {
    return pids[index];
  }

  /** This process stands in {@code other} too. */
  boolean isAlsoIn(ProcessList other, int index) {
    int at = Arrays.binarySearch(other.pids, pids[index]);
    return at >= 0 && other.inodes[at] == inodes[index];
  }

  int indexOf(int pid) {
    return Arrays.binarySearch(pids, pid);
  }
}
