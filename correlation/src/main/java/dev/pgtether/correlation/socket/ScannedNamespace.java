package dev.pgtether.correlation.socket;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ServerHostView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace as one agent saw it. Its inode alone means nothing across kernels, so a place
 * is equal to itself only.
 */
public final class ScannedNamespace {

  private final int index;
  private final AgentReport report;
  private final NetworkNamespace namespace;

  /**
   * A place.
   *
   * @param index which of the audit's reports
   */
  ScannedNamespace(int index, AgentReport report, NetworkNamespace namespace) {
    this.index = index;
    this.report = report;
    this.namespace = namespace;
  }

  public AgentReport report() {
    return report;
  }

  boolean isInSameReportAs(ScannedNamespace other) {
    return index == other.index;
  }

  public NetworkNamespace namespace() {
    return namespace;
  }

  /** The audited server accepted the audit's own connection here. */
  boolean acceptedAudit() {
    ServerHostView server = report.serverHostView();
    return server != null && server.namespace() == namespace.inode();
  }

  /** The agent of {@code places}, the first by name where several saw them; null for none. */
  static @Nullable public String agentOf(List<ScannedNamespace> places) {
    return places.stream()
        .map(scannedNamespace -> scannedNamespace.report.agent())
        .min(String::compareTo)
        .orElse(null);
  }
}
