package dev.pgtether.correlation.simulation;

/** How a client ends its connection. */
enum ClientExit {
  /**
   * Killed with nothing unread: its kernel closes in order, and keeps the socket without a process
   * in FIN_WAIT2.
   */
  KILLED_IN_ORDER,
  /** Killed with data unread: its kernel resets the connection. */
  KILLED_WITH_RESET,
  /** It shuts down its sending half, keeps running and reads. */
  HALF_CLOSED,
  /** It does not end it. */
  NONE
}
