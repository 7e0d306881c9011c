package dev.pgtether.database.driver;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An end to one exchange with a server, whatever it hangs on. The driver's timeouts are each for
 * one read: a server that sends a byte now and then outlives them all. When the time is up the
 * socket is closed under the driver.
 */
public final class SocketDeadline implements AutoCloseable {

  private final long endNanos;
  private final AtomicReference<@Nullable MeteredSocket> guardedSocket = new AtomicReference<>();
  private final AtomicBoolean passed = new AtomicBoolean();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Thread timer;

  SocketDeadline(Duration after) {
    this.endNanos = System.nanoTime() + after.toNanos();
    this.timer = Thread.ofVirtual().name("connect deadline").start(this::waitForDeadline);
  }

  /** Over what is exchanged through {@code socket} until this is closed. */
  public static SocketDeadline over(MeteredSocket socket, Duration after) {
    SocketDeadline socketDeadline = new SocketDeadline(after);
    socketDeadline.guardedSocket.set(socket);
    return socketDeadline;
  }

  /** The socket that was guarded last; null when there was none. */
  @Nullable MeteredSocket socket() {
    return guardedSocket.get();
  }

  /** Milliseconds left, at least 1. */
  int remainingMillis() {
    return (int) Math.max(1, (endNanos - System.nanoTime()) / 1_000_000);
  }

  /** The time ran out before the attempt was over. */
  public boolean hasPassed() {
    return passed.get() || (!over.get() && System.nanoTime() - endNanos >= 0);
  }

  /** Closes {@code socket} when the time is up. */
  void closeAtDeadline(MeteredSocket socket) throws IOException {
    guardedSocket.set(socket);
    if (passed.get()) {
      socket.close();
      throw new SocketTimeoutException("the time to connect is up");
    }
  }

  private void waitForDeadline() {
    try {
      Thread.sleep(Duration.ofNanos(Math.max(0, endNanos - System.nanoTime())));
    } catch (InterruptedException attemptIsOver) {
      return;
    }
    if (over.get()) {
      return;
    }
    passed.set(true);
    MeteredSocket socket = guardedSocket.get();
    if (socket != null) {
      socket.abort();
    }
  }

  /** The attempt is over: the socket, if any, lives on. */
  @Override
  public void close() {
    over.set(true);
    timer.interrupt();
  }
}
