package dev.pgtether.correlation.socket;

import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ServerHostView;
import dev.pgtether.correlation.fact.TcpState;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a backend's connection. The endpoint pair alone does not identify it: after a
 * client died, a new client on its port has the same pair, accepted by another process. So only a
 * socket that the backend's own process holds counts.
 */
public sealed interface ServerEnd {

  /** The backend's process holds it ESTABLISHED: the client has not closed. */
  record Established(Endpoint local) implements ServerEnd {}

  /** The backend's process holds it, and the client has closed it. */
  record Closed(TcpState state) implements ServerEnd {}

  /** The backend's process was read and holds no such connection that the kernel lists. */
  record NotListed() implements ServerEnd {}

  /** No agent read the backend's process, or none could. */
  record NotRead() implements ServerEnd {}

  /**
   * What this says about a socket in {@code scannedNamespace}. An established server end proves
   * nothing about a socket that was listed later: after a reset, a new client may have the same
   * addresses and ports. So {@link Established} counts only when the server's end was read after
   * the socket was listed; one agent always lists first. Otherwise the result is {@link NotRead}.
   *
   * @param server the server's namespace; null when no agent scanned it
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

  /** The server's end of the connection of a backend with {@code client} as its client endpoint. */
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
        return new NotRead(); // a backend has one connection: this process is more than a backend
      }
    }
    if (established != null) {
      return established;
    }
    return closed != null ? closed : new NotListed();
  }
}
