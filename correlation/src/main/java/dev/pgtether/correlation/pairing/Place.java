package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ServerSide;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace as one agent saw it. Its inode alone means nothing across kernels, so a place
 * is equal to itself only.
 */
final class Place {

  private final int index;
  private final AgentReport report;
  private final NetworkNamespace namespace;

  /**
   * A place.
   *
   * @param index which of the audit's reports
   */
  Place(int index, AgentReport report, NetworkNamespace namespace) {
    this.index = index;
    this.report = report;
    this.namespace = namespace;
  }

  AgentReport report() {
    return report;
  }

  boolean isInReportOf(Place other) {
    return index == other.index;
  }

  NetworkNamespace namespace() {
    return namespace;
  }

  /** The audited server accepted the audit's own connection here. */
  boolean holdsServer() {
    ServerSide server = report.serverSide();
    return server != null && server.namespace() == namespace.inode();
  }

  /** The agent of {@code places}, the first by name where several saw them; null for none. */
  static @Nullable String agentOf(List<Place> places) {
    return places.stream().map(place -> place.report.agent()).min(String::compareTo).orElse(null);
  }
}
