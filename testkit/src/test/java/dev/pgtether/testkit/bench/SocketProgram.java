package dev.pgtether.testkit.bench;

import dev.pgtether.collector.HostSockets;
import dev.pgtether.collector.HostSockets.Namespaces;
import dev.pgtether.collector.HostSockets.Search;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.testkit.process.HostCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Measures where a {@link SocketLoad}'s clients are. Arguments after those of {@link Answers}: the
 * database's port, how many connections to it there are.
 */
final class SocketProgram {

  static final String LIST = "list";
  static final String COLD = "cold";
  static final String WANTED = "wanted";
  static final String STEADY = "steady";

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final int port;
  private final int connections;
  private final SocketQuery query;

  private SocketProgram(int port, int connections) throws Exception {
    this.port = port;
    this.connections = connections;
    query = query();
  }

  public static void main(String[] arguments) throws Exception {
    Answers answers = Answers.to(arguments);
    SocketProgram program =
        new SocketProgram(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    answers.answer(LIST + "-10k", program::list);
    answers.answer(LIST + "-50k", program::list);
    answers.answer(COLD, effort -> program.fresh(effort, Search.EVERY_HOLDER));
    answers.answer(WANTED, effort -> program.fresh(effort, Search.FIRST_AND_KIN));
    answers.answer(STEADY, program::steady);
  }

  private SocketQuery query() throws Exception {
    try (Listing listing = new Listing(port)) {
      List<Listing.Listed> listed = listing.list();
      check("sockets listed", listed.size());
      Set<Endpoint> wanted = listed.stream().map(Listing.Listed::local).collect(Collectors.toSet());
      return new SocketQuery(Set.of(port), wanted, Set.of(), Set.of(), null);
    }
  }

  private Outcome.Measured list(Effort effort) throws Exception {
    try (Listing listing = new Listing(port)) {
      check("sockets listed", listing.list().size());
      return measure(effort, listing::list, "-Htn");
    }
  }

  /** Nothing is known beforehand. */
  private Outcome.Measured fresh(Effort effort, Search search) throws Exception {
    check(scanFresh(search));
    return measure(effort, () -> scanFresh(search), "-Htnp");
  }

  private AgentReport scanFresh(Search search) {
    try (HostSockets sockets = HostSockets.open(Namespaces.OWN, search)) {
      return sockets.scan(query, DEADLINE);
    }
  }

  private Outcome.Measured steady(Effort effort) throws Exception {
    try (HostSockets sockets = HostSockets.open(Namespaces.OWN, Search.FIRST_AND_KIN)) {
      sockets.scan(query, DEADLINE);
      check(sockets.scan(query, DEADLINE));
      return measure(effort, () -> sockets.scan(query, DEADLINE), "-Htnp");
    }
  }

  /** Beside {@code ss}, and beside the same dump read by a program that does nothing with it. */
  private Outcome.Measured measure(Effort effort, Contestant.Work ours, String options)
      throws Exception {
    Optional<BareDump> limit = BareDump.start(port, connections, List.of());
    try {
      return SideBySide.measure(
          effort, Contestant.timing(ours), ss(options), limit.<Contestant>map(dump -> dump::run));
    } finally {
      limit.ifPresent(BareDump::close);
    }
  }

  private Contestant ss(String options) {
    List<String> command = new ArrayList<>();
    command.add(HostCommand.find("ss").orElseThrow().toString());
    command.addAll(List.of(options, "state", "established", "dport", "=", ":" + port));
    check("lines of " + command, HostCommand.run(command).lines().count());
    return new Spawn(command)::run;
  }

  /** A quick answer counts only when it is the right one: every socket, and who holds it. */
  private void check(AgentReport report) {
    check("sockets reported", report.sockets().size());
    check(
        "sockets with exactly one holder",
        report.sockets().stream()
            .map(ClientSocket::holders)
            .filter(
                socketHolders ->
                    socketHolders instanceof SocketHolders.Known known
                        && known.holders().size() == 1)
            .count());
  }

  private void check(String what, long count) {
    if (count != connections) {
      throw new IllegalStateException(
          what + ": " + count + ", and there are " + connections + " connections");
    }
  }
}
