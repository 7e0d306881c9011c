package dev.pgtether.collector.table;

import dev.pgtether.correlation.fact.TcpState;
import java.util.Collection;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which sockets a listing is asked for. What the kernel cannot filter, or not cheaply, comes back
 * unfiltered: whoever reads a listing asks {@link #accepts} again.
 */
public final class TcpFilter {

  private final int states;
  private final PortSet localPorts;
  private final PortSet peerPorts;
  private final boolean withInfo;

  private TcpFilter(int states, PortSet localPorts, PortSet peerPorts, boolean withInfo) {
    this.states = states;
    this.localPorts = localPorts;
    this.peerPorts = peerPorts;
    this.withInfo = withInfo;
  }

  /** Sockets in one of the states. */
  public static TcpFilter inStates(Collection<TcpState> states) {
    int bits = 0;
    for (TcpState state : states) {
      bits |= 1 << state.number();
    }
    return new TcpFilter(bits, PortSet.ANY, PortSet.ANY, false);
  }

  /** Only those with one of these ports on this side; any port when empty. */
  public TcpFilter fromLocalPorts(Set<Integer> ports) {
    return new TcpFilter(states, PortSet.of(ports), peerPorts, withInfo);
  }

  /** Only those with one of these ports on the far side; any port when empty. */
  public TcpFilter toPeerPorts(Set<Integer> ports) {
    return new TcpFilter(states, localPorts, PortSet.of(ports), withInfo);
  }

  /** With {@code struct tcp_info} for each. */
  public TcpFilter withTcpInfo() {
    return new TcpFilter(states, localPorts, peerPorts, true);
  }

  /** Bit {@code n} for the kernel's TCP state {@code n}. */
  public int states() {
    return states;
  }

  /** Ascending; empty for any. */
  public IntStream localPorts() {
    return localPorts.stream();
  }

  /** Ascending; empty for any. */
  public IntStream peerPorts() {
    return peerPorts.stream();
  }

  public boolean withInfo() {
    return withInfo;
  }

  /** The row's state and ports are among those asked for. */
  public boolean accepts(int state, int localPort, int peerPort) {
    return (states & 1 << state) != 0
        && localPorts.accepts(localPort)
        && peerPorts.accepts(peerPort);
  }
}
