package dev.pgtether.testkit.client;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A HikariCP pool in a process of its own. Arguments: JDBC URL, user, password, size, pause between
 * a connection's queries in milliseconds or -1 for an idle pool, and what its {@code
 * application_name} has before the own pid, else {@code pid-}. Ends with its standard input.
 */
public final class PoolProgram {
  private static final long DEADLINE_NANOS = 20_000_000_000L;

  private PoolProgram() {}

  /**
   * Fills the pool, says the own pid and that it is full, and waits for the end of the standard
   * input.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    long pid = HostPid.read();
    int size = Integer.parseInt(arguments[3]);
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(arguments[0]);
    config.setUsername(arguments[1]);
    config.setPassword(arguments[2]);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(size);
    String prefix = arguments.length > 5 ? arguments[5] : "pid-";
    config.addDataSourceProperty("ApplicationName", prefix + pid + "/pool");
    System.out.println(pid);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      awaitFull(pool, size);
      System.out.println("ready");
      int pause = Integer.parseInt(arguments[4]);
      for (int worker = 0; pause >= 0 && worker < size; worker++) {
        Thread.ofPlatform().daemon().start(() -> work(pool, pause));
      }
      while (System.in.read() >= 0) {
        // only its end matters
      }
      System.exit(0);
    }
  }

  private static void awaitFull(HikariDataSource pool, int size) throws InterruptedException {
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    while (pool.getHikariPoolMXBean().getTotalConnections() < size) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the pool did not fill");
      }
      Thread.sleep(5);
    }
  }

  private static void work(HikariDataSource pool, int pause) {
    try {
      while (true) {
        try (Connection connection = pool.getConnection();
            Statement statement = connection.createStatement()) {
          statement.execute(
              "select pg_sleep(" + ThreadLocalRandom.current().nextInt(10) + " / 1000.0)");
        }
        Thread.sleep(ThreadLocalRandom.current().nextInt(pause + 1));
      }
    } catch (SQLException | InterruptedException end) {
      // the server or the pool has ended, and so does this worker
    }
  }
}
