package dev.pgtether.collector.table;

import dev.pgtether.correlation.fact.TcpState;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;

/**
 * Which sockets a listing is asked for. What the kernel cannot filter, or not cheaply, comes back unfiltered: whoever
 * reads a listing looks at the ports again.
 *
 * @param states bit {@code n} for the kernel's TCP state {@code n}
 * @param localPorts any of these, or any port when empty
 * @param peerPorts any of these, or any port when empty
 * @param withInfo with {@code struct tcp_info} for each
 */
public record TcpFilter(int states, int[] localPorts, int[] peerPorts, boolean withInfo) {

  private static final int[] ANY = {};

  /** Sockets in one of the states. */
  public static TcpFilter inStates(Collection<TcpState> states) {
    int bits = 0;
    for (TcpState state : states) {
      bits |= 1 << state.number();
    }
    return new TcpFilter(bits, ANY, ANY, false);
  }

  public TcpFilter fromLocalPorts(Set<Integer> ports) {
    return new TcpFilter(states, sorted(ports), peerPorts, withInfo);
  }

  public TcpFilter toPeerPorts(Set<Integer> ports) {
    return new TcpFilter(states, localPorts, sorted(ports), withInfo);
  }

  public TcpFilter withTcpInfo() {
    return new TcpFilter(states, localPorts, peerPorts, true);
  }

  /** The row's state and ports are among those asked for. */
  public boolean accepts(int state, int localPort, int peerPort) {
    return (states & 1 << state) != 0 && accepts(localPorts, localPort) && accepts(peerPorts, peerPort);
  }

  private static boolean accepts(int[] ports, int port) {
    return ports.length == 0 || Arrays.binarySearch(ports, port) >= 0;
  }

  private static int[] sorted(Set<Integer> ports) {
    return ports.stream().mapToInt(Integer::intValue).sorted().toArray();
  }
}
