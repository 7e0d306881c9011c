package dev.pgtether.correlation.simulation;

/** How a client leaves. */
enum ClientExit {
  /** Killed with nothing unread: its kernel closes in order, and keeps an orphan in FIN_WAIT2. */
  KILLED_IN_ORDER,
  /** Killed with something unread: its kernel resets the connection. */
  KILLED_WITH_RESET,
  /** It closes its sending half, lives on and reads. */
  HALF_CLOSED,
  /** It stays. */
  NONE
}
