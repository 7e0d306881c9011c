package dev.pgtether.testkit.client;

import dev.pgtether.testkit.process.Child;
import java.time.Duration;

/**
 * A client process whose pid is known, and stands in {@code application_name} as {@code
 * pid-<pid>[/suffix]}.
 */
public class Client implements AutoCloseable {
  static final Duration DEADLINE = Duration.ofSeconds(20);

  private final Child child;
  private final long pid;

  Client(Child child, long pid) {
    this.child = child;
    this.pid = pid;
  }

  /** The first line that it says is its pid. */
  static Client hearing(Child child) {
    try {
      return new Client(child, Long.parseLong(child.hear(DEADLINE)));
    } catch (RuntimeException failed) {
      child.close();
      throw failed;
    }
  }

  /** As this host sees it. */
  public final long pid() {
    return pid;
  }

  public final boolean isAlive() {
    return child.isAlive();
  }

  final Child child() {
    return child;
  }

  /** {@code kill -9}: the kernel closes its sockets. */
  public final void kill() {
    child.kill();
  }

  /** Waits for an end that comes by itself. */
  public final void join(Duration deadline) {
    child.exitCode(deadline);
  }

  @Override
  public void close() {
    child.close();
  }
}
