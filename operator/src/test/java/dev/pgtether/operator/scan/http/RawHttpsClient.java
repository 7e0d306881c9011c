package dev.pgtether.operator.scan.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** An HTTP client that says exactly what it is told to, however wrong. */
final class RawHttpsClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 40_000;

  private final SSLSocket socket;
  private final InputStream in;

  RawHttpsClient(SSLContext trust, int port) throws IOException {
    Socket plain = new Socket();
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    plain.setSoTimeout(TIMEOUT_MILLIS);
    socket = (SSLSocket) trust.getSocketFactory().createSocket(plain, "localhost", port, true);
    socket.startHandshake();
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** A post as an agent makes it, without waiting for the answer. */
  CompletableFuture<Answer> postAside(String token, byte[] body) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return post(token, body);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        Thread::startVirtualThread);
  }

  /** A post as an agent makes it. */
  Answer post(String token, byte[] body) throws IOException {
    send(head("POST /v1/exchange", token, "1", "Content-Length: " + body.length), body);
    return read();
  }

  static String head(String line, String token, String version, String more) {
    return line
        + " HTTP/1.1\r\nHost: operator\r\nAuthorization: Bearer "
        + token
        + "\r\nPgtether-Wire: "
        + version
        + "\r\n"
        + more
        + "\r\n\r\n";
  }

  void send(String text, byte... body) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(text.getBytes(StandardCharsets.ISO_8859_1));
    all.write(body);
    socket.getOutputStream().write(all.toByteArray());
    socket.getOutputStream().flush();
  }

  /** The next answer. */
  Answer read() throws IOException {
    String[] status = line().split(" ", 3);
    Map<String, String> headers = new HashMap<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Answer(Integer.parseInt(status[1]), headers, in.readNBytes(length));
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("closed after: " + line);
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /** Whether the server closes it within the time of a read. */
  boolean isClosedByServer() {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  record Answer(int status, Map<String, String> headers, byte[] body) {}
}
