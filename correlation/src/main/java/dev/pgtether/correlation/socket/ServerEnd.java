package dev.pgtether.correlation.socket;

import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ServerHostView;
import dev.pgtether.correlation.fact.TcpState;
import org.jspecify.annotations.Nullable;

/**
 * The server's own end of a backend's connection. The endpoint pair alone would not do: after a
 * client died, a newcomer on its port has the same pair, accepted by another process. What counts
 * is what the backend's own process holds.
 */
public sealed interface ServerEnd {

  /** Held by the backend's process and ESTABLISHED: the client has not closed. */
  record Established(Endpoint local) implements ServerEnd {}

  /** Held by the backend's process, and the client has closed it. */
  record Closed(TcpState state) implements ServerEnd {}

  /** The backend's process was read and holds no such connection that the kernel still lists. */
  record NotListed() implements ServerEnd {}

  /** Nobody looked, or nobody could. */
  record NotRead() implements ServerEnd {}

  /**
   * This, as far as it says something of a socket in {@code place}. That the connection lived when
   * the server's end was read says nothing of a socket that was listed later: after a reset, a
   * newcomer may stand on the very same addresses and ports. One agent lists before it reads.
   */
  default ServerEnd validFor(ScannedNamespace scannedNamespace, @Nullable ScannedNamespace server) {
    boolean readAfterScan =
        server != null
            && (scannedNamespace.isInSameReportAs(server)
                || scannedNamespace
                    .report()
                    .scanInterval()
                    .isBefore(server.report().scanInterval()));
    return this instanceof Established && !readAfterScan ? new NotRead() : this;
  }

  static ServerEnd of(SocketIndex socketIndex, int backendPid, Endpoint client) {
    ServerHostView server = socketIndex.serverHostView();
    BackendProcess process = socketIndex.processOf(backendPid);
    if (server == null || !server.descriptorsReadable() || process == null) {
      return new NotRead();
    }
    Established established = null;
    Closed closed = null;
    for (BackendProcess.AcceptedConnection acceptedConnection : process.connections()) {
      if (!acceptedConnection.peer().equals(client)) {
        continue;
      }
      if (acceptedConnection.state() != TcpState.ESTABLISHED) {
        closed = new Closed(acceptedConnection.state());
      } else if (established == null) {
        established = new Established(acceptedConnection.local());
      } else {
        return new NotRead(); // a backend serves one connection: this is not only a backend
      }
    }
    if (established != null) {
      return established;
    }
    return closed != null ? closed : new NotListed();
  }
}
