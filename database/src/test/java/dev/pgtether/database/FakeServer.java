package dev.pgtether.database;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Something on loopback that is no PostgreSQL, or one that no real server can be made to be. */
final class FakeServer implements AutoCloseable {

  private final ServerSocket listening;

  private FakeServer(ServerSocket listening) {
    this.listening = listening;
  }

  /** What happens to one connection; it is closed afterwards. */
  interface ConnectionHandler {
    void handle(Socket socket) throws IOException, InterruptedException;
  }

  static FakeServer start(ConnectionHandler connectionHandler) throws IOException {
    FakeServer server = new FakeServer(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()));
    Thread.ofPlatform().daemon().name("fake server").start(() -> server.serve(connectionHandler));
    return server;
  }

  /**
   * PostgreSQL's log-in without a password, up to the first query, which it answers with nothing.
   */
  static FakeServer acceptingLogin(Map<String, String> parameters) throws IOException {
    return acceptingLogin(parameters, socket -> socket.getInputStream().readAllBytes());
  }

  /** The same, up to what {@code then} makes of the queries. */
  static FakeServer acceptingLogin(Map<String, String> parameters, ConnectionHandler then)
      throws IOException {
    return start(
        socket -> {
          OutputStream out = readStartupPacket(socket);
          acceptLogin(out, parameters);
          then.handle(socket);
        });
  }

  /** The same as a conversation over TLS. */
  static FakeServer startOverTls(SSLContext certificate, ConnectionHandler connectionHandler)
      throws IOException {
    return start(
        socket -> {
          readStartupPacket(socket).write('S');
          SSLSocket tls =
              (SSLSocket)
                  certificate.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
          tls.setUseClientMode(false);
          connectionHandler.handle(tls);
        });
  }

  /** What PostgreSQL says to somebody who needs no password. */
  static void acceptLogin(OutputStream out, Map<String, String> parameters) throws IOException {
    out.write(message('R', new byte[] {0, 0, 0, 0}));
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      out.write(message('S', strings(parameter.getKey(), parameter.getValue())));
    }
    out.write(message('K', new byte[] {0, 0, 0, 1, 0, 0, 0, 2}));
    out.write(message('Z', new byte[] {'I'}));
    out.flush();
  }

  /** A refusal at log-in. */
  static FakeServer rejectingLogin(String state, String text) throws IOException {
    return start(
        socket -> {
          OutputStream out = readStartupPacket(socket);
          out.write(message('E', strings("SFATAL", "C" + state, "M" + text, "")));
          out.flush();
        });
  }

  int port() {
    return listening.getLocalPort();
  }

  String url(String... parameters) {
    return "postgresql://someone:hunter2@127.0.0.1:%d/db?connect_timeout=1&%s"
        .formatted(port(), String.join("&", parameters));
  }

  /** Reads the startup packet. */
  static OutputStream readStartupPacket(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    in.readFully(new byte[in.readInt() - 4]);
    return socket.getOutputStream();
  }

  private void serve(ConnectionHandler connectionHandler) {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept()) {
        connectionHandler.handle(socket);
      } catch (IOException | InterruptedException clientLeft) {
        // The next one may stay.
      }
    }
  }

  static byte[] message(char type, byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(type);
    out.writeInt(4 + body.length);
    out.write(body);
    return bytes.toByteArray();
  }

  static byte[] strings(String... strings) {
    return (String.join("\0", strings) + "\0").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
