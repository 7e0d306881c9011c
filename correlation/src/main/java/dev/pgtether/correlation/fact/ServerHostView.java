package dev.pgtether.correlation.fact;

import java.util.List;

/**
 * What an agent on the server's host saw of the server.
 *
 * @param namespace the network namespace in which the server accepted the audit's own connection
 * @param listeners the TCP endpoints on which the server's postmaster listens; an unspecified
 *     address stands for every address of its family. When descriptors cannot be read: only the
 *     listener that must have accepted the audit's own connection. Two servers may use the same
 *     port on different addresses, so no other endpoint of this namespace is the server's
 * @param descriptorsReadable the descriptors of the backends could be read, so a missing process or
 *     connection is evidence
 * @param backendProcesses the processes of the backends in the query that were found. They were
 *     read after the client sockets of the same report were listed: a connection that exists later
 *     existed then
 */
public record ServerHostView(
    long namespace,
    List<Endpoint> listeners,
    boolean descriptorsReadable,
    List<BackendProcess> backendProcesses) {

  public ServerHostView {
    listeners = List.copyOf(listeners);
    backendProcesses = List.copyOf(backendProcesses);
  }

  /** A connection to {@code endpoint} within the server's namespace reaches this server. */
  public boolean listensOn(Endpoint endpoint) {
    for (Endpoint listener : listeners) {
      boolean sameAddress =
          listener.address().isUnspecified()
              ? listener.address().isIpv4() == endpoint.address().isIpv4()
              : listener.address().equals(endpoint.address());
      if (sameAddress && listener.port() == endpoint.port()) {
        return true;
      }
    }
    return false;
  }
}
