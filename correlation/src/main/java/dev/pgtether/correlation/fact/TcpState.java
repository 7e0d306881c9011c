package dev.pgtether.correlation.fact;

/** A TCP state, in the order of the kernel's {@code include/net/tcp_states.h}, whose numbers start at 1. */
public enum TcpState {
  ESTABLISHED,
  SYN_SENT,
  SYN_RECV,
  FIN_WAIT1,
  FIN_WAIT2,
  TIME_WAIT,
  CLOSE,
  CLOSE_WAIT,
  LAST_ACK,
  LISTEN,
  CLOSING,
  NEW_SYN_RECV;

  private static final TcpState[] ALL = values();

  /** The kernel's number: 1 for ESTABLISHED. */
  public int number() {
    return ordinal() + 1;
  }

  /** The state with the kernel's {@code number}, 1 to 12. */
  public static TcpState ofNumber(int number) {
    if (number < 1 || number > ALL.length) {
      throw new IllegalArgumentException("the kernel's TCP states are 1 to " + ALL.length + ", not " + number);
    }
    return ALL[number - 1];
  }
}
