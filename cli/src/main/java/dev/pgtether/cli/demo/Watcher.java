package dev.pgtether.cli.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Looks into the server until things are as the play needs them; gone before the audit. */
final class Watcher implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Connection connection;

  private Watcher(Connection connection) {
    this.connection = connection;
  }

  static Watcher of(Server server) throws DemoFailed {
    try {
      return new Watcher(
          DriverManager.getConnection(server.jdbcUrl() + "&socketTimeout=20&connectTimeout=10"));
    } catch (SQLException failed) {
      throw new DemoFailed(
          "could not connect to the demo's own PostgreSQL: " + failed.getMessage(), failed);
    }
  }

  void run(String sql) throws DemoFailed {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failed) {
      throw new DemoFailed(
          "the demo's own PostgreSQL could not run \"" + sql + "\": " + failed.getMessage(),
          failed);
    }
  }

  /** Waits until at least so many backends meet the condition. */
  void await(String what, String condition, int wanted) throws DemoFailed {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (count(condition) < wanted) {
      if (System.nanoTime() > deadline) {
        throw new DemoFailed("waited " + DEADLINE.toSeconds() + " s in vain for " + what);
      }
      pause();
    }
  }

  private int count(String condition) throws DemoFailed {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select count(*) from pg_stat_activity where " + condition)) {
      row.next();
      return row.getInt(1);
    } catch (SQLException failed) {
      throw new DemoFailed(
          "could not read the demo's own activity: " + failed.getMessage(), failed);
    }
  }

  private static void pause() throws DemoFailed {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DemoFailed("interrupted", interrupted);
    }
  }

  @Override
  public void close() throws DemoFailed {
    try {
      connection.close();
    } catch (SQLException failed) {
      throw new DemoFailed(
          "could not leave the demo's own PostgreSQL: " + failed.getMessage(), failed);
    }
  }
}
