package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.ScanCoverage.SocketListing;
import java.util.List;

/**
 * What the agents and the database role of a simulated audit may see.
 *
 * @param agentOnServerHost an agent is on the server's host
 * @param canReadServerProcesses that agent may read the descriptors of the server's processes
 * @param canReadHolders agents may read the descriptors of the clients
 * @param scansBehindAlpha the namespace behind ALPHA is scanned
 * @param hidesRows some rows are hidden from the role
 * @param oneAgent one report covers everything; otherwise each namespace has its own agent
 * @param socketListing how agents list sockets
 * @param tick the tick of the clients' kernels, in µs
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

  boolean scans(long namespace) {
    if (namespace == ClientLocation.SERVER_HOST.namespace) {
      return agentOnServerHost;
    }
    return scansBehindAlpha || namespace != ClientLocation.BEHIND_ALPHA.namespace;
  }
}
