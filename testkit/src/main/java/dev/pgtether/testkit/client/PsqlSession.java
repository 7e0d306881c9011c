package dev.pgtether.testkit.client;

import dev.pgtether.testkit.process.ChildProcess;

/** A psql session. */
public final class PsqlSession extends ClientProcess {
  private static final String DONE = "-- done";

  PsqlSession(ClientProcess started) {
    super(started.child(), started.pid());
  }

  /**
   * Runs statements and waits for their end; returns their output, unaligned and without headings.
   */
  public String run(String sql) {
    send(sql);
    child().writeLine("\\echo " + DONE);
    StringBuilder output = new StringBuilder();
    for (String line = child().readLine(DEADLINE);
        !line.equals(DONE);
        line = child().readLine(DEADLINE)) {
      output.append(line).append('\n');
    }
    return output.toString();
  }

  /** Sends statements, and does not wait. */
  public void send(String sql) {
    ChildProcess childProcess = child();
    childProcess.writeLine(sql.strip().endsWith(";") ? sql : sql + ";");
  }
}
