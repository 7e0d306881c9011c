package dev.pgtether.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.collector.HostSockets.Namespaces;
import dev.pgtether.collector.HostSockets.Search;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketQuery;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Short forms of what the tests ask and look at. */
final class Scans {

  static final Duration ENOUGH = Duration.ofSeconds(20);

  private Scans() {}

  static HostSockets open(Search search) {
    return HostSockets.open(Namespaces.OWN, search);
  }

  static SocketQuery wanted(Set<Integer> ports, Endpoint... wanted) {
    return new SocketQuery(ports, Set.copyOf(Arrays.asList(wanted)), Set.of(), Set.of(), null);
  }

  static SocketQuery examined(int port, Endpoint... wanted) {
    Set<Endpoint> all = Set.copyOf(Arrays.asList(wanted));
    return new SocketQuery(Set.of(port), all, all, Set.of(), null);
  }

  static ClientSocket only(AgentReport report) {
    assertThat(report.sockets()).hasSize(1);
    return report.sockets().getFirst();
  }

  static List<Integer> holders(ClientSocket socket) {
    assertThat(socket.holders()).isInstanceOf(SocketHolders.Known.class);
    return ((SocketHolders.Known) socket.holders())
        .holders().stream().map(socketHolder -> socketHolder.process().pid()).toList();
  }
}
