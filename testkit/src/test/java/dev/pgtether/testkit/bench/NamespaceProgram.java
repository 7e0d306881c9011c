package dev.pgtether.testkit.bench;

import dev.pgtether.collector.HostSockets;
import dev.pgtether.collector.HostSockets.Namespaces;
import dev.pgtether.collector.HostSockets.Search;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.testkit.process.HostCommand;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Measures on a host with many network namespaces. Arguments after those of {@link Answers}: the
 * server's port, how many connections there are in each namespace, the namespaces' names.
 */
final class NamespaceProgram {

  static final String NAMESPACES = "namespaces";

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final int port;
  private final int sockets;
  private final List<String> names;
  private final String ss = HostCommand.find("ss").orElseThrow().toString();

  private NamespaceProgram(int port, int sockets, List<String> names) {
    this.port = port;
    this.sockets = sockets;
    this.names = names;
  }

  public static void main(String[] arguments) {
    NamespaceProgram program =
        new NamespaceProgram(
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            List.of(arguments[4].split(",")));
    Answers.to(arguments).answer(NAMESPACES, program::namespaces);
  }

  private Outcome.Measured namespaces(Effort effort) throws Exception {
    SocketQuery query = new SocketQuery(Set.of(port), wanted(), Set.of(), Set.of(), null);
    try (HostSockets host = HostSockets.open(Namespaces.WHOLE_HOST, Search.FIRST_AND_KIN)) {
      check(host.scan(query, DEADLINE));
      List<Spawn> listings = names.stream().map(this::command).map(Spawn::new).toList();
      Optional<BareDump> limit =
          BareDump.start(
              port,
              sockets * names.size(),
              names.stream().map(name -> "/run/netns/" + name).toList());
      try {
        return SideBySide.measure(
            effort,
            Contestant.timing(() -> host.scan(query, DEADLINE)),
            () -> listings.stream().mapToDouble(Spawn::run).sum(),
            limit.<Contestant>map(dump -> dump::run));
      } finally {
        limit.ifPresent(BareDump::close);
      }
    }
  }

  /** The clients' ends, as {@code ss} shows them: {@code 0 0 local peer}. */
  private Set<Endpoint> wanted() {
    Set<Endpoint> wanted = new HashSet<>();
    for (String name : names) {
      HostCommand.run(command(name))
          .lines()
          .map(line -> line.strip().split("\\s+")[2])
          .forEach(
              local -> {
                int colon = local.lastIndexOf(':');
                wanted.add(
                    new Endpoint(
                        IpAddress.parse(local.substring(0, colon)),
                        Integer.parseInt(local.substring(colon + 1))));
              });
    }
    return wanted;
  }

  private List<String> command(String name) {
    return List.of(ss, "-Htn", "-N", name, "state", "established", "dport", "=", ":" + port);
  }

  private void check(AgentReport report) {
    long held =
        report.sockets().stream()
            .filter(socket -> socket.holders() instanceof SocketHolders.Known)
            .count();
    int connections = sockets * names.size();
    if (held != connections) {
      throw new IllegalStateException(
          "sockets with holders: " + held + ", and there are " + connections + " connections");
    }
  }
}
