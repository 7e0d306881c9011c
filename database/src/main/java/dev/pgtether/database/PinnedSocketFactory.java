package dev.pgtether.database;

import dev.pgtether.correlation.fact.IpAddress;
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
public final class PinnedSocketFactory extends SocketFactory {

  /** What to dial, for the thread that is opening a connection. */
  static final ScopedValue<Dial> DIAL = ScopedValue.newInstance();

  private final Dial dial;

  /**
   * One address and port, and the time to reach it.
   *
   * @param memory for what comes from there
   * @param encrypted whether TLS will be spoken
   */
  record Dial(
      IpAddress address, int port, Deadline deadline, AnswerMemory memory, boolean encrypted) {}

  public PinnedSocketFactory() {
    this.dial = DIAL.get();
  }

  @Override
  public Socket createSocket() throws IOException {
    PinnedSocket socket = new PinnedSocket(dial.memory, dial.encrypted);
    try {
      dial.deadline.guard(socket);
      InetAddress address = InetAddress.getByAddress(dial.address.toBytes());
      socket.connect(new InetSocketAddress(address, dial.port), dial.deadline.remainingMillis());
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
    throw onlyPinned();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    throw onlyPinned();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw onlyPinned();
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    throw onlyPinned();
  }

  private static IOException noRoute(IOException cause) {
    IOException noRoute = new NoRouteToHostException(cause.getMessage());
    noRoute.initCause(cause);
    return noRoute;
  }

  private static IOException onlyPinned() {
    return new UnknownHostException("this connection goes to one address only");
  }
}
