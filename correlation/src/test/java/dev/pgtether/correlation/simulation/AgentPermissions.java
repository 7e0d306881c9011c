package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.ScanCoverage.SocketListing;
import java.util.List;

/**
 * What the audits of one world are allowed to see.
 *
 * @param agentOnServerHost an agent stands on the server's host
 * @param canReadServerProcesses and may read the server's descriptors
 * @param canReadHolders agents may read the clients' descriptors
 * @param scansBehindAlpha the namespace behind ALPHA is looked into
 * @param hidesRows some rows are hidden from the audit's role
 * @param oneAgent one report for everything; else each namespace has an agent of its own
 * @param tick of the clients' kernels, µs
 */
record AgentPermissions(
    boolean agentOnServerHost,
    boolean canReadServerProcesses,
    boolean canReadHolders,
    boolean scansBehindAlpha,
    boolean hidesRows,
    boolean oneAgent,
    SocketListing socketListing,
    long tick) {

  static AgentPermissions random(SeededRandom random) {
    return new AgentPermissions(
        random.nextBoolean(0.6),
        random.nextBoolean(0.5),
        random.nextBoolean(0.8),
        random.nextBoolean(0.5),
        random.nextBoolean(0.2),
        random.nextBoolean(0.6),
        random.nextBoolean(0.9) ? SocketListing.DIAG_ONE_PASS : SocketListing.PROC_NET,
        random.oneOf(List.of(1_000L, 4_000L, 10_000L)));
  }

  boolean looksInto(long namespace) {
    if (namespace == ClientLocation.SERVER_HOST.namespace) {
      return agentOnServerHost;
    }
    return scansBehindAlpha || namespace != ClientLocation.BEHIND_ALPHA.namespace;
  }
}
