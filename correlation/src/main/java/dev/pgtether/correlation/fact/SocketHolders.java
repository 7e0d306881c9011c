package dev.pgtether.correlation.fact;

import java.util.List;

/** Which processes hold a socket, or why that is not known. */
public sealed interface SocketHolders {

  /**
   * Found, each confirmed by its start time.
   *
   * @param holders at least one, by pid
   * @param complete nobody else can hold it: every process was readable and was looked at
   */
  record Known(List<SocketHolder> holders, boolean complete) implements SocketHolders {
    public Known {
      if (holders.isEmpty()) {
        throw new IllegalArgumentException("known holders are at least one");
      }
      holders = List.copyOf(holders);
    }
  }

  /** No process that could be read holds it, and not every process could be read. */
  record Unreadable() implements SocketHolders {}

  /**
   * Every process could be read and none holds it (any more), or the kernel keeps it without a
   * process (inode 0).
   */
  record Nobody() implements SocketHolders {}
}
