package dev.pgtether.testkit.knownclients;

import java.util.SortedSet;

/**
 * A connection to the database as its own pod sees it, found out without the product.
 *
 * @param podUid the API server's
 * @param containerId the runtime's, 64 hexadecimal digits
 * @param pids of the processes that hold the socket, as the pod sees them; two after a fork
 * @param address its local address: the pod's, or on the host network the node's
 * @param peer what the client dialled, {@code address:port}: a Service's, for instance
 */
public record KnownConnection(
    String namespace,
    String pod,
    String podUid,
    String node,
    boolean hostNetwork,
    String container,
    String containerId,
    SortedSet<Integer> pids,
    String address,
    int port,
    String peer) {

  /** As {@code pg_stat_activity} shows its client: {@code 10.42.1.7:41592}. */
  public String clientAddress() {
    return address + ":" + port;
  }
}
