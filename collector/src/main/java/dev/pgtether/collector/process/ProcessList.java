package dev.pgtether.collector.process;

import java.util.Arrays;

/**
 * The pids of one reading of {@code /proc}, ascending, each with what tells it from a later process
 * of that pid.
 */
public final class ProcessList {

  private int[] pids = new int[1024];
  private long[] inodes = new long[1024];
  private int size;

  /**
   * Adds a process; the kernel lists them by ascending pid, others are put where they belong.
   *
   * @param inode {@code d_ino} of its directory: the kernel numbers that anew, so a pid that is
   *     reused shows another one
   */
  void add(int pid, long inode) {
    if (size == pids.length) {
      pids = Arrays.copyOf(pids, size * 2);
      inodes = Arrays.copyOf(inodes, size * 2);
    }
    int at = size;
    for (; at > 0 && pids[at - 1] > pid; at--) {
      pids[at] = pids[at - 1];
      inodes[at] = inodes[at - 1];
    }
    pids[at] = pid;
    inodes[at] = inode;
    size++;
  }

  public int size() {
    return size;
  }

  public int pid(int index) {
    return pids[index];
  }

  /** This process stands in {@code other} too. */
  boolean isAlsoIn(ProcessList other, int index) {
    int at = other.indexOf(pids[index]);
    return at >= 0 && other.inodes[at] == inodes[index];
  }

  /** Negative when it is none of these. */
  int indexOf(int pid) {
    return Arrays.binarySearch(pids, 0, size, pid);
  }
}
