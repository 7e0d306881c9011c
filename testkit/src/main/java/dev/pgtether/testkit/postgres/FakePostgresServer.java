package dev.pgtether.testkit.postgres;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Says that it is PostgreSQL, gives everybody the same answer, and writes down what it hears: what
 * no real server can be made to do, and what a hostile one does.
 *
 * @param answer to the first message of a connection; a character for a byte
 * @param received of each connection its first message, and then all that followed the answer
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message
 *     formats</a>
 */
public record FakePostgresServer(ServerSocket socket, String answer, Queue<String> received)
    implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 3_000;
  private static final int BACKLOG = 50;
  private static final int MAX_RECEIVED = 1024;
  private static final int CLEARTEXT = 3; // AuthenticationCleartextPassword
  private static final int MD5 = 5; // AuthenticationMD5Password
  private static final int SALT = 0x5A17_5A17;

  public static FakePostgresServer askingForThePassword(String address) {
    return open(address, message('R', CLEARTEXT));
  }

  public static FakePostgresServer askingForItsMd5Hash(String address) {
    return open(address, message('R', MD5, SALT));
  }

  /** Lets everybody in, and answers no query. */
  public static FakePostgresServer ofVersion(String address, String version) {
    return open(
        address,
        message('R', 0)
            + message('S', "server_version", version)
            + message('S', "client_encoding", "UTF8")
            + message('S', "standard_conforming_strings", "on")
            + message('K', 1, 2)
            + message('Z', new byte[] {'I'}));
  }

  private static FakePostgresServer open(String address, String answer) {
    try {
      FakePostgresServer server =
          new FakePostgresServer(
              new ServerSocket(0, BACKLOG, InetAddress.getByName(address)),
              answer,
              new ConcurrentLinkedQueue<>());
      Thread.ofVirtual().name("pretended server").start(server::serve);
      return server;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        client.setSoTimeout(TIMEOUT_MILLIS);
        handleConnection(client);
      } catch (IOException gone) {
        // the client has left, or the test is over
      }
    }
  }

  private void handleConnection(Socket client) throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    received.add(text(in.readNBytes(Math.min(in.readInt(), MAX_RECEIVED) - Integer.BYTES)));
    client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    client.getOutputStream().flush();
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    try {
      for (int next = in.read(); next >= 0 && rest.size() < MAX_RECEIVED; next = in.read()) {
        rest.write(next);
      }
    } finally {
      received.add(text(rest.toByteArray()));
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String message(char type, int... numbers) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(body)) {
      for (int number : numbers) {
        out.writeInt(number);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return message(type, body.toByteArray());
  }

  private static String message(char type, String... strings) {
    return message(type, (String.join("\0", strings) + "\0").getBytes(StandardCharsets.US_ASCII));
  }

  private static String message(char type, byte[] body) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(whole)) {
      out.writeByte(type);
      out.writeInt(Integer.BYTES + body.length);
      out.write(body);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text(whole.toByteArray());
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
