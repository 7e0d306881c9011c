package dev.pgtether.sidecar;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClientSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * One look, with who looked, when and for what.
 *
 * @param at the wall clock when it began
 * @param took start of the look to its end, without the program's own start
 */
record Scanned(
    AgentReport report,
    Standpoint standpoint,
    String version,
    Set<Integer> ports,
    Instant at,
    Duration took) {

  Scanned {
    ports = Set.copyOf(ports);
  }

  /** By local end, so that two looks can be compared. */
  List<ClientSocket> sockets() {
    return report.sockets().stream()
        .sorted(Comparator.comparing(ClientSocket::local).thenComparing(ClientSocket::peer))
        .toList();
  }
}
