package dev.pgtether.database.driver;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.database.protocol.ResponseMemoryBudget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import javax.net.SocketFactory;

/**
 * Hands the driver sockets that are connected already, so that it never resolves a name itself: the
 * host was resolved once, and what the audit calls the server's addresses is what it dialled.
 * Public only because the driver makes it, by name.
 */
public final class PinnedAddressSocketFactory extends SocketFactory {

  /** What to dial, for the thread that is opening a connection. */
  static final ScopedValue<ConnectRequest> CONNECT_REQUEST = ScopedValue.newInstance();

  private final ConnectRequest connectRequest;

  /**
   * One address and port, and the time to reach it.
   *
   * @param memory for what comes from there
   * @param encrypted whether TLS will be spoken
   */
  record ConnectRequest(
      IpAddress address,
      int port,
      SocketDeadline socketDeadline,
      ResponseMemoryBudget memory,
      boolean encrypted) {}

  public PinnedAddressSocketFactory() {
    this.connectRequest = CONNECT_REQUEST.get();
  }

  @Override
  public Socket createSocket() throws IOException {
    MeteredSocket socket = new MeteredSocket(connectRequest.memory, connectRequest.encrypted);
    try {
      connectRequest.socketDeadline.closeAtDeadline(socket);
      InetAddress address = InetAddress.getByAddress(connectRequest.address.toBytes());
      socket.connect(
          new InetSocketAddress(address, connectRequest.port),
          connectRequest.socketDeadline.remainingMillis());
      return socket;
    } catch (IOException failed) {
      socket.close();
      // ENETUNREACH and the like come as plain SocketException: told apart here, where it is sure
      // that there was no connection yet that could break.
      throw failed.getClass() == SocketException.class ? noRoute(failed) : failed;
    }
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw notSupported();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    throw notSupported();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw notSupported();
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    throw notSupported();
  }

  private static IOException noRoute(IOException cause) {
    IOException noRoute = new NoRouteToHostException(cause.getMessage());
    noRoute.initCause(cause);
    return noRoute;
  }

  private static IOException notSupported() {
    return new UnknownHostException("this connection goes to one address only");
  }
}
