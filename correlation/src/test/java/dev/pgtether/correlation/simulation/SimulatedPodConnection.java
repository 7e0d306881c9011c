package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a pod, or of a client outside the cluster, with its whole history. Times are in
 * µs of the simulation's clock.
 *
 * @param number its position in the list of connections, which also marks its socket and backend
 * @param pod null for a client outside the cluster
 * @param seen the client's address as the server sees it
 * @param port the client's port
 * @param peer what the client dialled
 * @param reachesServer it reached the audited server
 * @param connected when the client's socket became ESTABLISHED
 * @param shown since when PostgreSQL has a row for it
 * @param query when its only query begins, if its client still exists then
 * @param answered when its query ends
 * @param clientEnd when its client closed, died, or was lost
 * @param lost the server's kernel is not told of the end
 * @param backendEnd when its backend ended
 */
record SimulatedPodConnection(
    int number,
    @Nullable PodTimeline pod,
    IpAddress seen,
    int port,
    Endpoint peer,
    boolean reachesServer,
    long connected,
    long shown,
    long query,
    long answered,
    long clientEnd,
    boolean lost,
    long backendEnd) {

  Endpoint client() {
    return new Endpoint(seen, port);
  }

  BackendId backend(long serverClock) {
    return new BackendId(1_000 + number, serverClock + connected + 1_000);
  }

  boolean hasRow(long at) {
    return reachesServer && at >= shown && at < backendEnd;
  }

  boolean isActive(long at) {
    return hasAsked(at) && at < answered;
  }

  boolean hasAsked(long at) {
    return at >= query && query < clientEnd;
  }

  boolean isEstablished(long at) {
    return at >= connected && at < clientEnd;
  }

  /**
   * The client has closed in order and the server has not: the kernel keeps the socket for a
   * minute.
   */
  boolean isOrphan(long at) {
    return at >= clientEnd && !lost && at < Math.min(backendEnd, clientEnd + 60_000_000);
  }

  long lastSent(long at) {
    return hasAsked(at) ? query : Math.min(at, connected + 50_000);
  }

  /**
   * This connection with its backend ended at {@code at}, by a new client with the same addresses
   * and ports.
   */
  SimulatedPodConnection displaced(long at) {
    return new SimulatedPodConnection(
        number,
        pod,
        seen,
        port,
        peer,
        reachesServer,
        connected,
        shown,
        query,
        answered,
        clientEnd,
        lost,
        at);
  }
}
