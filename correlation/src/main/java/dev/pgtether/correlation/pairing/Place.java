package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ServerSide;

/**
 * A network namespace as one agent saw it. Its inode alone means nothing across kernels.
 *
 * @param index which of the audit's reports
 */
record Place(int index, AgentReport report, NetworkNamespace namespace) {

  /** The audited server accepted the audit's own connection here. */
  boolean holdsServer() {
    ServerSide server = report.serverSide();
    return server != null && server.namespace() == namespace.inode();
  }
}
