package dev.pgtether.testkit.client;

import dev.pgtether.testkit.process.Child;

/** A psql session. */
public final class Psql extends Client {
  private static final String DONE = "-- done";

  Psql(Client started) {
    super(started.child(), started.pid());
  }

  /**
   * Runs statements and waits for their end; returns their output, unaligned and without headings.
   */
  public String run(String sql) {
    begin(sql);
    child().say("\\echo " + DONE);
    StringBuilder output = new StringBuilder();
    for (String line = child().hear(DEADLINE); !line.equals(DONE); line = child().hear(DEADLINE)) {
      output.append(line).append('\n');
    }
    return output.toString();
  }

  /** Sends statements, and does not wait. */
  public void begin(String sql) {
    Child child = child();
    child.say(sql.strip().endsWith(";") ? sql : sql + ";");
  }
}
