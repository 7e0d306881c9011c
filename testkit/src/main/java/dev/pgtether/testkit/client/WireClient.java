package dev.pgtether.testkit.client;

import dev.pgtether.testkit.process.Child;
import dev.pgtether.testkit.process.JavaProgram;
import dev.pgtether.testkit.process.Place;
import java.time.Duration;

/**
 * A client process whose sockets we choose and whose steps we command: where it connects from, how
 * far it goes, how it ends. Its connections are named {@code pid-<its pid>[/suffix]}.
 */
public final class WireClient implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final Child child;
  private final long pid;
  private int connections;

  private WireClient(Child child, long pid) {
    this.child = child;
    this.pid = pid;
  }

  static WireClient start(Place place) {
    Child child = Child.start(JavaProgram.command(place, WireProgram.class));
    try {
      return new WireClient(
          child, Long.parseLong(child.hear(DEADLINE).substring("pid\t".length())));
    } catch (RuntimeException failed) {
      child.close();
      throw failed;
    }
  }

  /** As this host sees it. */
  public long pid() {
    return pid;
  }

  /**
   * Makes a connection.
   *
   * @throws IllegalStateException when it cannot be made, with the reason
   */
  public WireConnection open(WireRequest request) {
    String name = "c" + ++connections;
    String[] made = order("open", name, request.encode()).split("\t", -1);
    return new WireConnection(this, name, Integer.parseInt(made[0]), Long.parseLong(made[1]));
  }

  String order(String order, String connection, String argument) {
    child.say(order + "\t" + connection + "\t" + argument);
    String[] answer = child.hear(DEADLINE).split("\t", 2);
    if (!answer[0].equals("ok")) {
      throw new IllegalStateException(
          "client " + pid + " could not " + order + " " + connection + ": " + answer[1]);
    }
    return answer[1];
  }

  /** {@code kill -9}: the kernel closes its sockets. */
  public void kill() {
    child.kill();
  }

  @Override
  public void close() {
    child.close();
  }
}
