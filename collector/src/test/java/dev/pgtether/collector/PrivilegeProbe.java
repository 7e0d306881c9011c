package dev.pgtether.collector;

import dev.pgtether.collector.HostSockets.Namespaces;
import dev.pgtether.collector.HostSockets.Search;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketQuery;
import java.time.Duration;
import java.util.Set;

/**
 * Says what can be seen with the rights it was started with: how it read, of whom the socket is,
 * what stayed unseen.
 */
final class PrivilegeProbe {

  private PrivilegeProbe() {}

  public static void main(String[] arguments) {
    int server = Integer.parseInt(arguments[0]);
    Endpoint client = Endpoint.of("127.0.0.1", Integer.parseInt(arguments[1]));
    int expected = Integer.parseInt(arguments[2]);
    try (HostSockets sockets = HostSockets.open(Namespaces.OWN, Search.FIRST_AND_KIN)) {
      SocketQuery query = new SocketQuery(Set.of(server), Set.of(client), Set.of(), Set.of(), null);
      sockets.scan(query, Duration.ofSeconds(20));
      AgentReport report = sockets.scan(query, Duration.ofSeconds(20));
      System.out.println(report.coverage().holderLookup());
      System.out.println(
          switch (report.sockets().getFirst().holders()) {
            case SocketHolders.Known known
                when known.holders().size() == 1
                    && known.holders().getFirst().process().pid() == expected ->
                "known";
            case SocketHolders.Known wrong -> "wrong: " + wrong;
            case SocketHolders.Unreadable unreadable -> "unreadable";
            case SocketHolders.Nobody nobody -> "nobody";
          });
      System.out.println(report.coverage().limits().stream().map(Limit::kind).toList());
    }
  }
}
