package dev.pgtether.correlation.socket;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ServerHostView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace as one agent's report shows it. Inodes of different kernels can be equal, so
 * an instance equals itself only.
 */
public final class ScannedNamespace {

  private final int index;
  private final AgentReport report;
  private final NetworkNamespace namespace;

  /**
   * Makes the view of one namespace in one report.
   *
   * @param index the position of the report among the accepted reports of the audit
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

  /** The audited server accepted the audit's own connection in this namespace. */
  boolean acceptedAudit() {
    ServerHostView server = report.serverHostView();
    return server != null && server.namespace() == namespace.inode();
  }

  /** The agent of {@code scannedNamespaces}, the first by name; null when the list is empty. */
  static @Nullable public String agentOf(List<ScannedNamespace> scannedNamespaces) {
    return scannedNamespaces.stream()
        .map(scannedNamespace -> scannedNamespace.report.agent())
        .min(String::compareTo)
        .orElse(null);
  }
}
