package dev.pgtether.testkit.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link WireProgram}, and how far it has come. */
final class WireSession {
  private static final long RETRY_PAUSE_MILLIS = 1;
  private static final String DATABASE = "postgres";

  private final WireRequest request;
  private final String application;
  private final Wire wire;
  private final long connectedMicros;
  private Stage stage = Stage.CONNECTED;
  private @Nullable Scram scram;

  private WireSession(WireRequest request, String application, Wire wire) {
    this.request = request;
    this.application = application;
    this.wire = wire;
    this.connectedMicros = Clocks.microsNow();
  }

  static WireSession open(WireRequest request, long ownPid) throws IOException {
    String suffix = request.suffix().isEmpty() ? "" : "/" + request.suffix();
    WireSession session = new WireSession(request, "pid-" + ownPid + suffix, connect(request));
    session.advance(request.stage());
    return session;
  }

  private static Wire connect(WireRequest request) throws IOException {
    if (request.server().isUnix()) {
      return Wire.connect(request.server());
    }
    long deadline = System.nanoTime() + request.retryMillis() * 1_000_000;
    while (true) {
      try {
        return Wire.connect(from(request), request.server(), request.mapped());
      } catch (IOException taken) {
        if (System.nanoTime() >= deadline) {
          throw taken;
        }
        pause();
      }
    }
  }

  private static @Nullable SocketAddress from(WireRequest request) throws IOException {
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

  void advance(Stage wanted) throws IOException {
    while (stage.compareTo(wanted) < 0) {
      step();
    }
  }

  private void step() throws IOException {
    switch (stage) {
      case CONNECTED -> {
        wire.sendStartup(request.user(), DATABASE, application);
        scram = wire.readChallenge(request.password());
        stage = Stage.CHALLENGED;
      }
      case CHALLENGED -> {
        if (scram != null) {
          wire.readServerFirst(scram);
        }
        stage = Stage.ANSWERED;
      }
      case ANSWERED -> {
        if (scram != null) {
          wire.sendProof(scram);
        }
        stage = Stage.PROVED;
      }
      case PROVED -> {
        wire.awaitReady();
        stage = Stage.READY;
      }
      case READY -> {
        // further there is nothing
      }
    }
  }

  Wire wire() {
    return wire;
  }

  /**
   * Its local port (0 on a Unix socket) and when the kernel said that it was connected, in µs since
   * 1970.
   */
  String description() throws IOException {
    int port =
        wire.channel().getLocalAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
    return port + "\t" + connectedMicros;
  }
}
