package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.wire.Exchange;
import dev.pgtether.wire.Versions;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A simulated agent's connection: TLS 1.3 and HTTP/1.1, as the agent's own. */
final class AgentConnection implements Closeable {

  private static final int CONNECTING_MILLIS = 5_000;

  /** The operator's longest hold, and some. */
  private static final int ANSWER_MILLIS = 45_000;

  private static final int LONGEST_LINE = 8_192;

  private final SSLSocket tls;
  private final InputStream in;

  private AgentConnection(SSLSocket tls) throws IOException {
    this.tls = tls;
    this.in = new BufferedInputStream(tls.getInputStream(), 2_048);
  }

  /** An answer, its head's names in lower case. */
  record Answer(int status, Map<String, String> head, byte[] body) {}

  /**
   * Connects and verifies.
   *
   * @param from one of this namespace's addresses
   * @param name that the certificate must be for
   * @param number of the agent: sessions are remembered by name and port, and no agent resumes
   *     another one's
   */
  static AgentConnection open(
      InetAddress from, InetSocketAddress to, String name, int number, SSLContext trusted)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.bind(new InetSocketAddress(from, 0));
      socket.connect(to, CONNECTING_MILLIS);
      socket.setSoTimeout(CONNECTING_MILLIS);
      SSLSocket tls =
          (SSLSocket) trusted.getSocketFactory().createSocket(socket, name, number + 1, true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      parameters.setProtocols(new String[] {"TLSv1.3"});
      tls.setSSLParameters(parameters);
      tls.startHandshake();
      socket.setSoTimeout(ANSWER_MILLIS);
      return new AgentConnection(tls);
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  /** Posts, and waits for the answer. */
  Answer post(String token, byte[] body) throws IOException {
    String head =
        """
        POST %s HTTP/1.1\r
        Host: operator\r
        Authorization: Bearer %s\r
        %s: %s\r
        Content-Type: %s\r
        Content-Length: %d\r
        \r
        """
            .formatted(
                Exchange.PATH,
                token,
                Exchange.WIRE_HEADER,
                Versions.SPOKEN,
                Exchange.CONTENT_TYPE,
                body.length);
    byte[] request = new byte[head.length() + body.length];
    System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, request, 0, head.length());
    System.arraycopy(body, 0, request, head.length(), body.length);
    tls.getOutputStream().write(request);
    return answer();
  }

  private Answer answer() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    Map<String, String> head = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      head.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(head.getOrDefault("content-length", "0"));
    return new Answer(status, head, in.readNBytes(length));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int octet = in.read();
    while (octet != '\n') {
      if (octet < 0 || line.length() > LONGEST_LINE) {
        throw new IOException("the operator has hung up, or talks of something else");
      }
      line.append((char) octet);
      octet = in.read();
    }
    return line.toString().strip();
  }

  /** At once: a TLS goodbye would wait for a peer that may be dead. */
  @Override
  public void close() throws IOException {
    tls.close();
  }
}
