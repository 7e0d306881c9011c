package dev.pgtether.cli;

import dev.pgtether.audit.document.Audited;
import dev.pgtether.database.ServerSession;
import dev.pgtether.database.config.ConnectionTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What answers every log-in with one error, as PostgreSQL does when it has no free slot (protocol
 * 3.0, ErrorResponse): the real database module makes its real failure of it.
 */
final class RefusingServer implements AutoCloseable {

  private final ServerSocket socket;
  private final byte[] answer;

  RefusingServer(String sqlState, String message) {
    try {
      socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] fields =
        ("SFATAL\0VFATAL\0C" + sqlState + "\0M" + message + "\0\0")
            .getBytes(StandardCharsets.UTF_8);
    answer = new byte[5 + fields.length];
    answer[0] = 'E';
    answer[3] = (byte) (4 + fields.length >> 8);
    answer[4] = (byte) (4 + fields.length);
    System.arraycopy(fields, 0, answer, 5, fields.length);
    Thread.ofPlatform().daemon().name("refusing-server").start(this::serve);
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        int length = client.getInputStream().readNBytes(4)[3] & 0xFF;
        client.getInputStream().readNBytes(length - 4);
        client.getOutputStream().write(answer);
        client.getOutputStream().flush();
      } catch (IOException | RuntimeException closed) {
        // the test is over, or the client has seen enough
      }
    }
  }

  String url() {
    return "postgresql://audit@127.0.0.1:" + socket.getLocalPort() + "/postgres?sslmode=disable";
  }

  /** Always throws the failure that the database module makes of the answer. */
  Audited fail() {
    try (ServerSession session =
        ServerSession.open(ConnectionTarget.parse(url(), Map.of(), Path.of("/")))) {
      throw new AssertionError("logged in to " + session.server());
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
