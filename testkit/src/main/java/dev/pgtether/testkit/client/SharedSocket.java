package dev.pgtether.testkit.client;

import dev.pgtether.testkit.process.Child;
import java.util.Set;

/** A client that forked after it had connected: two processes on one socket. */
public final class SharedSocket extends Client {
  private final long childPid;

  private SharedSocket(Child child, long pid, long childPid) {
    super(child, pid);
    this.childPid = childPid;
  }

  static SharedSocket hearing(Child child) {
    try {
      return new SharedSocket(
          child, Long.parseLong(child.hear(DEADLINE)), Long.parseLong(child.hear(DEADLINE)));
    } catch (RuntimeException failed) {
      child.close();
      throw failed;
    }
  }

  /**
   * Its {@code application_name}: {@code pid-<parent>+<child>/shared}, also after the parent's
   * death.
   */
  public String application() {
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
