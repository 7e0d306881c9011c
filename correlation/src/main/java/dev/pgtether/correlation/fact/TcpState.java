package dev.pgtether.correlation.fact;

/** A TCP state, with its number in the kernel's {@code include/net/tcp_states.h}. */
public enum TcpState {
  ESTABLISHED(1),
  SYN_SENT(2),
  SYN_RECV(3),
  FIN_WAIT1(4),
  FIN_WAIT2(5),
  TIME_WAIT(6),
  CLOSE(7),
  CLOSE_WAIT(8),
  LAST_ACK(9),
  LISTEN(10),
  CLOSING(11),
  NEW_SYN_RECV(12);

  private final int number;

  TcpState(int number) {
    this.number = number;
  }

  /** The kernel's number: 1 for ESTABLISHED. */
  public int number() {
    return number;
  }

  /**
   * The state with the kernel's {@code number}.
   *
   * @throws IllegalArgumentException when {@code number} is not 1 to 12
   */
  public static TcpState ofNumber(int number) {
    for (TcpState state : values()) {
      if (state.number == number) {
        return state;
      }
    }
    throw new IllegalArgumentException("the kernel's TCP states are 1 to 12, not " + number);
  }
}
