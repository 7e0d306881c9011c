package dev.pgtether.testkit.client;

import dev.pgtether.testkit.protocol.PostgresConnection;
import dev.pgtether.testkit.protocol.ScramClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link ScriptedClientProgram}, and how far it has come. */
final class ScriptedSession {
  private static final long RETRY_PAUSE_MILLIS = 1;
  private static final String DATABASE = "postgres";

  private final ConnectionRequest request;
  private final String application;
  private final PostgresConnection connection;
  private final long connectedMicros;
  private LoginStage loginStage = LoginStage.CONNECTED;
  private @Nullable ScramClient scramClient;

  private ScriptedSession(
      ConnectionRequest request, String application, PostgresConnection postgresConnection) {
    this.request = request;
    this.application = application;
    this.connection = postgresConnection;
    this.connectedMicros = WallClock.microsNow();
  }

  static ScriptedSession open(ConnectionRequest request, long ownPid) throws IOException {
    String suffix = request.suffix().isEmpty() ? "" : "/" + request.suffix();
    ScriptedSession session =
        new ScriptedSession(request, "pid-" + ownPid + suffix, connect(request));
    session.advance(request.loginStage());
    return session;
  }

  private static PostgresConnection connect(ConnectionRequest request) throws IOException {
    if (request.server().isUnix()) {
      return PostgresConnection.connect(request.server());
    }
    long deadline = System.nanoTime() + request.retryMillis() * 1_000_000;
    while (true) {
      try {
        return PostgresConnection.connect(from(request), request.server(), request.mapped());
      } catch (IOException taken) {
        if (System.nanoTime() >= deadline) {
          throw taken;
        }
        pause();
      }
    }
  }

  private static @Nullable SocketAddress from(ConnectionRequest request) throws IOException {
    if (request.from().isEmpty() && request.fromPort() == 0) {
      return null;
    }
    return request.from().isEmpty()
        ? new InetSocketAddress(request.fromPort())
        : new InetSocketAddress(InetAddress.getByName(request.from()), request.fromPort());
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(RETRY_PAUSE_MILLIS);
    } catch (InterruptedException interrupted) {
      throw new IOException("interrupted while retrying", interrupted);
    }
  }

  void advance(LoginStage wanted) throws IOException {
    while (loginStage.compareTo(wanted) < 0) {
      step();
    }
  }

  private void step() throws IOException {
    switch (loginStage) {
      case CONNECTED -> {
        connection.sendStartup(request.user(), DATABASE, application);
        scramClient = connection.readAuthenticationRequest(request.password());
        loginStage = LoginStage.CHALLENGED;
      }
      case CHALLENGED -> {
        if (scramClient != null) {
          connection.readServerFirst(scramClient);
        }
        loginStage = LoginStage.ANSWERED;
      }
      case ANSWERED -> {
        if (scramClient != null) {
          connection.sendProof(scramClient);
        }
        loginStage = LoginStage.PROVED;
      }
      case PROVED -> {
        connection.awaitReady();
        loginStage = LoginStage.READY;
      }
      case READY -> {
        // further there is nothing
      }
    }
  }

  PostgresConnection connection() {
    return connection;
  }

  /**
   * Its local port (0 on a Unix socket) and when the kernel said that it was connected, in µs since
   * 1970.
   */
  String description() throws IOException {
    int port =
        connection.channel().getLocalAddress() instanceof InetSocketAddress local
            ? local.getPort()
            : 0;
    return port + "\t" + connectedMicros;
  }
}
