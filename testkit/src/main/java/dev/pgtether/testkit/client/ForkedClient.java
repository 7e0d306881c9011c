package dev.pgtether.testkit.client;

import dev.pgtether.testkit.process.ChildProcess;
import java.util.Set;

/** A client that forked after it had connected: two processes on one socket. */
public final class ForkedClient extends ClientProcess {
  private final long childPid;

  private ForkedClient(ChildProcess childProcess, long pid, long childPid) {
    super(childProcess, pid);
    this.childPid = childPid;
  }

  static ForkedClient reading(ChildProcess childProcess) {
    try {
      return new ForkedClient(
          childProcess,
          Long.parseLong(childProcess.readLine(DEADLINE)),
          Long.parseLong(childProcess.readLine(DEADLINE)));
    } catch (RuntimeException failed) {
      childProcess.close();
      throw failed;
    }
  }

  /**
   * Its {@code application_name}: {@code pid-<parent>+<child>/shared}, also after the parent's
   * death.
   */
  public String applicationName() {
    return "pid-" + pid() + "+" + childPid + "/shared";
  }

  /** Who holds the socket now. */
  public Set<Long> holders() {
    return isAlive() ? Set.of(pid(), childPid) : Set.of(childPid);
  }

  @Override
  public void close() {
    super.close();
    ProcessHandle.of(childPid).ifPresent(ProcessHandle::destroyForcibly);
  }
}
