package dev.pgtether.collector.table;

/** How a listing ended. */
public enum ListingEnd {
  COMPLETE,
  /** The kernel says, or the socket shows, that entries may be missing. */
  INTERRUPTED,
  /** The deadline passed first. */
  DEADLINE
}
