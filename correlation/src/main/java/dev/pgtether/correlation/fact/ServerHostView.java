package dev.pgtether.correlation.fact;

import java.util.List;

/**
 * What an agent that stands on the server's host sees of the server.
 *
 * @param namespace the network namespace in which the server accepted the audit's own connection
 * @param listeners where the server's postmaster listens for TCP, an unspecified address standing
 *     for every address of its family. Where descriptors cannot be read: only the listener that
 *     must have accepted the audit's own connection. Two servers may share a port on different
 *     addresses, so nothing else of this namespace is the server
 * @param descriptorsReadable the backends' descriptors can be read, so that a missing process or
 *     connection means something
 * @param backendProcesses of the backends that were asked for and could be found, read after the
 *     client sockets of the same report were listed: a connection that lives later lived then
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

  /**
   * A connection that reaches {@code endpoint} within the server's namespace reaches this server.
   */
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
