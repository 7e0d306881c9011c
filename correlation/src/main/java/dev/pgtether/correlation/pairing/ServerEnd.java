package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ServerSide;
import dev.pgtether.correlation.fact.TcpState;

/**
 * The server's own end of a backend's connection. The endpoint pair alone would not do: after a
 * client died, a newcomer on its port has the same pair, accepted by another process. What counts
 * is what the backend's own process holds.
 */
sealed interface ServerEnd {

  /** Held by the backend's process and ESTABLISHED: the client has not closed. */
  record Established(Endpoint local) implements ServerEnd {}

  /** Held by the backend's process, and the client has closed it. */
  record Closed(TcpState state) implements ServerEnd {}

  /** The backend's process was read and holds no such connection that the kernel still lists. */
  record NotListed() implements ServerEnd {}

  /** Nobody looked, or nobody could. */
  record Unseen() implements ServerEnd {}

  static ServerEnd of(Sight sight, int backendPid, Endpoint client) {
    ServerSide server = sight.serverSide();
    BackendProcess process = sight.processOf(backendPid);
    if (server == null || !server.readable() || process == null) {
      return new Unseen();
    }
    ServerEnd end = new NotListed();
    for (BackendProcess.Connection connection : process.connections()) {
      if (connection.peer().equals(client)) {
        if (connection.state() == TcpState.ESTABLISHED) {
          return new Established(connection.local());
        }
        end = new Closed(connection.state());
      }
    }
    return end;
  }
}
