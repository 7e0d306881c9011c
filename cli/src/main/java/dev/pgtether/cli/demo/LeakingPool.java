package dev.pgtether.cli.demo;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A pool that leaks: it opens connection after connection and gives none back. Arguments: JDBC URL,
 * seconds that it lives at most. Ready when it holds the first eight.
 */
final class LeakingPool {
  private static final int AT_FIRST = 8;
  private static final int AT_LAST = 30;
  private static final Duration PAUSE_AT_FIRST = Duration.ofMillis(50);
  private static final Duration PAUSE_LATER = Duration.ofSeconds(3);

  private LeakingPool() {}

  public static void main(String[] arguments) throws SQLException, InterruptedException {
    List<Connection> leaked = new ArrayList<>();
    while (leaked.size() < AT_FIRST) {
      leak(leaked, arguments[0]);
      Thread.sleep(PAUSE_AT_FIRST);
    }
    System.out.println("ready");
    Thread.ofPlatform().daemon().start(() -> goOn(leaked, arguments[0]));
    Lifetime.await(Duration.ofSeconds(Long.parseLong(arguments[1])));
    System.exit(0);
  }

  private static void goOn(List<Connection> leaked, String url) {
    try {
      while (leaked.size() < AT_LAST) {
        Thread.sleep(PAUSE_LATER);
        leak(leaked, url);
      }
    } catch (SQLException | InterruptedException end) {
      // the server has gone: nothing is left to leak
    }
  }

  private static void leak(List<Connection> leaked, String url) throws SQLException {
    leaked.add(DriverManager.getConnection(url));
  }
}
