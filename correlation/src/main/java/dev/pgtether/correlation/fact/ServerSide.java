package dev.pgtether.correlation.fact;

import java.util.List;

/**
 * What an agent that stands on the server's host sees of the server.
 *
 * @param namespace the network namespace in which the server accepted the audit's own connection
 * @param listening where the server's postmaster listens for TCP, an unspecified address standing
 *     for every address of its family. Where descriptors cannot be read: only the listener that
 *     must have accepted the audit's own connection. Two servers may share a port on different
 *     addresses, so nothing else of this namespace is the server
 * @param readable the backends' descriptors can be read, so that a missing process or connection
 *     means something
 * @param processes of the backends that were asked for and could be found, read after the client
 *     sockets of the same report were listed: a connection that lives later lived then
 */
public record ServerSide(
    long namespace, List<Endpoint> listening, boolean readable, List<BackendProcess> processes) {

  public ServerSide {
    listening = List.copyOf(listening);
    processes = List.copyOf(processes);
  }

  /**
   * A connection that reaches {@code endpoint} within the server's namespace reaches this server.
   */
  public boolean listensOn(Endpoint endpoint) {
    for (Endpoint listener : listening) {
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
