package dev.pgtether.testkit.client;

import dev.pgtether.testkit.process.ChildProcess;
import java.time.Duration;

/**
 * A client process whose pid is known, and stands in {@code application_name} as {@code
 * pid-<pid>[/suffix]}.
 */
public class ClientProcess implements AutoCloseable {
  static final Duration DEADLINE = Duration.ofSeconds(20);

  private final ChildProcess childProcess;
  private final long pid;

  ClientProcess(ChildProcess childProcess, long pid) {
    this.childProcess = childProcess;
    this.pid = pid;
  }

  /** The first line that it says is its pid. */
  static ClientProcess reading(ChildProcess childProcess) {
    try {
      return new ClientProcess(childProcess, Long.parseLong(childProcess.readLine(DEADLINE)));
    } catch (RuntimeException failed) {
      childProcess.close();
      throw failed;
    }
  }

  /** As this host sees it. */
  public final long pid() {
    return pid;
  }

  public final boolean isAlive() {
    return childProcess.isAlive();
  }

  final ChildProcess child() {
    return childProcess;
  }

  /** {@code kill -9}: the kernel closes its sockets. */
  public final void kill() {
    childProcess.kill();
  }

  /** Waits for an end that comes by itself. */
  public final void awaitExit(Duration deadline) {
    childProcess.exitCode(deadline);
  }

  @Override
  public void close() {
    childProcess.close();
  }
}
