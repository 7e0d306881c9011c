package dev.pgtether.sidecar.exchange;

import dev.pgtether.wire.Exchange;
import dev.pgtether.wire.Trouble;
import dev.pgtether.wire.Versions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A verified connection to one replica of the operator, and HTTP/1.1 on it. */
final class TlsConnection implements AutoCloseable {

  private final Socket socket;
  private final SSLSocket tls;
  private final HttpAnswerReader answers;
  private final OutputStream out;
  private final String peer;

  private TlsConnection(Socket socket, SSLSocket tls, String peer) throws IOException {
    this.socket = socket;
    this.tls = tls;
    this.peer = peer;
    this.answers = new HttpAnswerReader(new BufferedInputStream(tls.getInputStream(), 2048));
    this.out = tls.getOutputStream();
  }

  /**
   * Connects and verifies.
   *
   * @param to where to
   * @param name the host whose certificate it must be, wherever the connection leads
   * @param longest for all of it
   */
  static TlsConnection open(
      InetSocketAddress to, String name, SSLContext roots, Watchdog watchdog, Duration longest)
      throws ExchangeFailed {
    String peer = to.getAddress().getHostAddress() + ":" + to.getPort();
    Socket socket = new Socket();
    try (Watchdog.Watch watch = watchdog.over(socket, longest)) {
      try {
        socket.setTcpNoDelay(true);
        socket.connect(to, Math.toIntExact(longest.toMillis()));
        return new TlsConnection(socket, handshake(socket, name, to.getPort(), roots), peer);
      } catch (IOException e) {
        Watchdog.closeQuietly(socket);
        boolean untrusted = e instanceof SSLException && !watch.isLate();
        throw new ExchangeFailed(
            untrusted ? Trouble.Kind.UNTRUSTED : Trouble.Kind.UNREACHABLE,
            "%s %s at %s: %s"
                .formatted(
                    untrusted ? "verifying" : "connecting to",
                    name,
                    peer,
                    watch.isLate()
                        ? "nothing came of it in " + longest.toSeconds() + " s"
                        : Reason.of(e)),
            e);
      }
    }
  }

  private static SSLSocket handshake(Socket socket, String name, int port, SSLContext roots)
      throws IOException {
    SSLSocket tls = (SSLSocket) roots.getSocketFactory().createSocket(socket, name, port, true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3"});
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return tls;
  }

  /**
   * Posts and waits for the answer.
   *
   * @param longest for all of it, the operator's holding back included
   */
  HttpAnswer post(
      Address host,
      String token,
      String agentVersion,
      byte[] body,
      Watchdog watchdog,
      Duration longest)
      throws ExchangeFailed {
    String head =
        "POST "
            + Exchange.PATH
            + " HTTP/1.1\r\n"
            + "Host: "
            + host
            + "\r\n"
            + "User-Agent: pgtether-agent/"
            + agentVersion
            + "\r\n"
            + "Authorization: Bearer "
            + token
            + "\r\n"
            + Exchange.WIRE_HEADER
            + ": "
            + Versions.SPOKEN
            + "\r\n"
            + "Content-Type: "
            + Exchange.CONTENT_TYPE
            + "\r\n"
            + "Content-Length: "
            + body.length
            + "\r\n\r\n";
    byte[] request = new byte[head.length() + body.length];
    System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, request, 0, head.length());
    System.arraycopy(body, 0, request, head.length(), body.length);
    try (Watchdog.Watch watch = watchdog.over(socket, longest)) {
      try {
        out.write(request);
        out.flush();
        return answers.read();
      } catch (ProtocolException notUnderstood) {
        throw new ExchangeFailed(
            Trouble.Kind.GARBLED,
            "the answer of %s is not understood: %s".formatted(peer, notUnderstood.getMessage()),
            notUnderstood);
      } catch (IOException e) {
        throw new ExchangeFailed(
            Trouble.Kind.CUT,
            "the connection to %s ended within an exchange: %s"
                .formatted(
                    peer,
                    watch.isLate() ? "no answer in " + longest.toSeconds() + " s" : Reason.of(e)),
            e);
      }
    }
  }

  boolean isOpen() {
    return !tls.isClosed() && !socket.isClosed();
  }

  /** At once: saying goodbye to a peer that does not listen would take its time. */
  @Override
  public void close() {
    Watchdog.closeQuietly(socket);
  }
}
