package dev.pgtether.testkit.client;

import dev.pgtether.testkit.process.ChildProcess;
import dev.pgtether.testkit.process.JavaCommand;
import dev.pgtether.testkit.process.ProcessContext;
import java.time.Duration;

/**
 * A client process whose sockets we choose and whose steps we command: where it connects from, how
 * far it goes, how it ends. Its connections are named {@code pid-<its pid>[/suffix]}.
 */
public final class ScriptedClient implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final ChildProcess childProcess;
  private final long pid;
  private int connections;

  private ScriptedClient(ChildProcess childProcess, long pid) {
    this.childProcess = childProcess;
    this.pid = pid;
  }

  static ScriptedClient start(ProcessContext processContext) {
    ChildProcess childProcess =
        ChildProcess.start(JavaCommand.forProgram(processContext, ScriptedClientProgram.class));
    try {
      return new ScriptedClient(
          childProcess,
          Long.parseLong(childProcess.readLine(DEADLINE).substring("pid\t".length())));
    } catch (RuntimeException failed) {
      childProcess.close();
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
  public ScriptedConnection open(ConnectionRequest request) {
    String name = "c" + ++connections;
    String[] result = send("open", name, request.encode()).split("\t", -1);
    return new ScriptedConnection(
        this, name, Integer.parseInt(result[0]), Long.parseLong(result[1]));
  }

  String send(String command, String connection, String argument) {
    childProcess.writeLine(command + "\t" + connection + "\t" + argument);
    String[] response = childProcess.readLine(DEADLINE).split("\t", 2);
    if (!response[0].equals("ok")) {
      throw new IllegalStateException(
          "client " + pid + " could not " + command + " " + connection + ": " + response[1]);
    }
    return response[1];
  }

  /** {@code kill -9}: the kernel closes its sockets. */
  public void kill() {
    childProcess.kill();
  }

  @Override
  public void close() {
    childProcess.close();
  }
}
