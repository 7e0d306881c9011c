package dev.pgtether.collector.process;

/** What came of looking at a process's descriptors. */
public enum Look {
  /** Read through the links in {@code fd}. */
  READ,
  /** Read through {@code fdinfo}. */
  READ_BY_INFO,
  /** There was nothing to read: a kernel thread, a zombie, a process without descriptors. */
  EMPTY,
  /** The kernel refuses both. */
  UNREADABLE,
  /** The process ended: normal. */
  GONE
}
