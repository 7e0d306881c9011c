package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ServerSide;
import dev.pgtether.correlation.fact.TcpState;
import org.jspecify.annotations.Nullable;

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

  /**
   * This, as far as it says something of a socket in {@code place}. That the connection lived when
   * the server's end was read says nothing of a socket that was listed later: after a reset, a
   * newcomer may stand on the very same addresses and ports. One agent lists before it reads.
   */
  default ServerEnd after(Place place, @Nullable Place server) {
    boolean later =
        server != null
            && (place.isInReportOf(server)
                || place.report().scan().isBefore(server.report().scan()));
    return this instanceof Established && !later ? new Unseen() : this;
  }

  static ServerEnd of(Sight sight, int backendPid, Endpoint client) {
    ServerSide server = sight.serverSide();
    BackendProcess process = sight.processOf(backendPid);
    if (server == null || !server.readable() || process == null) {
      return new Unseen();
    }
    Established established = null;
    Closed closed = null;
    for (BackendProcess.Connection connection : process.connections()) {
      if (!connection.peer().equals(client)) {
        continue;
      }
      if (connection.state() != TcpState.ESTABLISHED) {
        closed = new Closed(connection.state());
      } else if (established == null) {
        established = new Established(connection.local());
      } else {
        return new Unseen(); // a backend serves one connection: this is not only a backend
      }
    }
    if (established != null) {
      return established;
    }
    return closed != null ? closed : new NotListed();
  }
}
