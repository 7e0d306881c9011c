package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a pod, or of somebody outside, and its whole life. Times are µs of the world's
 * clock.
 *
 * @param pod null for a client outside the cluster
 * @param seen where the server sees the client
 * @param peer what the client dialled
 * @param here it reached the audited server
 * @param shown PostgreSQL has a row for it from then on
 * @param query its one query begins, if its client is there to send it
 * @param answered its query ends
 * @param clientEnd its client has closed, died, or was lost
 * @param lost without a word: the server's kernel does not hear of it
 */
record SimulatedPodConnection(
    int number,
    @Nullable PodTimeline pod,
    IpAddress seen,
    int port,
    Endpoint peer,
    boolean here,
    long begun,
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
    return new BackendId(1_000 + number, serverClock + begun + 1_000);
  }

  boolean hasRow(long at) {
    return here && at >= shown && at < backendEnd;
  }

  boolean isActive(long at) {
    return hasAsked(at) && at < answered;
  }

  boolean hasAsked(long at) {
    return at >= query && query < clientEnd;
  }

  boolean isEstablished(long at) {
    return at >= begun && at < clientEnd;
  }

  /** Closed in order, and not yet by the server: its kernel keeps the orphan for a minute. */
  boolean isOrphan(long at) {
    return at >= clientEnd && !lost && at < Math.min(backendEnd, clientEnd + 60_000_000);
  }

  long lastSent(long at) {
    return hasAsked(at) ? query : Math.min(at, begun + 50_000);
  }

  /** This, its backend ended by a newcomer on the same addresses and ports at {@code at}. */
  SimulatedPodConnection displaced(long at) {
    return new SimulatedPodConnection(
        number, pod, seen, port, peer, here, begun, shown, query, answered, clientEnd, lost, at);
  }
}
