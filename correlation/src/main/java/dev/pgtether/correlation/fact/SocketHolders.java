package dev.pgtether.correlation.fact;

import java.util.List;

/** Which processes hold a socket, or why that is not known. */
public sealed interface SocketHolders {

  /**
   * The holders were found, each confirmed by its start time.
   *
   * @param holders at least one, sorted by pid
   * @param complete every process could be read, so no other process holds the socket
   */
  record Known(List<SocketHolder> holders, boolean complete) implements SocketHolders {
    public Known {
      if (holders.isEmpty()) {
        throw new IllegalArgumentException("known holders are at least one");
      }
      holders = List.copyOf(holders);
    }
  }

  /** No readable process holds the socket, and not every process could be read. */
  record Unreadable() implements SocketHolders {}

  /**
   * Every process could be read and none holds the socket (any more), or the kernel keeps it
   * without a process (inode 0).
   */
  record Nobody() implements SocketHolders {}
}
