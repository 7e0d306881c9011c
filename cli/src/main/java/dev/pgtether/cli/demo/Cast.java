package dev.pgtether.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;

/**
 * Everybody who plays: starts the clients, in an order that makes each one's trouble sure, and ends
 * them.
 */
final class Cast implements AutoCloseable {
  private static final Duration ENTRANCE = Duration.ofSeconds(20);

  private final Server server;
  private final Duration life;
  private final List<Role> roles = new ArrayList<>();
  private final Deque<Offspring> started = new ConcurrentLinkedDeque<>();

  Cast(Server server, Duration life) {
    this.server = server;
    this.life = life;
  }

  /** Starts all of them, and returns when each is where it should be. */
  void enter() throws DemoFailed {
    try (Watcher watcher = Watcher.of(server)) {
      watcher.run(
          "create table invoices (id int); create table orders (id int primary key, paid bool); insert into orders values (1, false)");
      // the slow starters first
      Offspring pool = start("checkout-pool", leakingPool());
      Offspring backup = start("backup-agent", unixSocketClient("backup-agent"));

      add(
          "report-job",
          "opened a transaction, read, and forgot it",
          bash("report-job", "127.0.0.1", "begin", "select count(*) from invoices"));
      add(
          "migration",
          "holds a lock on the table orders, and thinks",
          bash("migration", "127.0.0.1", "begin", "lock table orders in access exclusive mode"));
      add("metrics", "comes over IPv6", bash("metrics", "::1", "select 1"));
      add(
          "cron-worker",
          "forked after it had connected: two processes hold one socket",
          bash("cron-worker", "127.0.0.1", "fork", "select 1"));
      watcher.await(
          "report-job to be idle in its transaction",
          "application_name = 'report-job' and state = 'idle in transaction'",
          1);
      watcher.await(
          "migration to hold its lock",
          "application_name = 'migration' and state = 'idle in transaction'",
          1);
      add(
          "order-import",
          "waits for migration's lock",
          bash("order-import", "127.0.0.1", "update orders set paid = true"));
      watcher.await(
          "order-import to wait for the lock",
          "application_name = 'order-import' and wait_event_type = 'Lock'",
          1);
      killDuringQuery(watcher);

      pool.awaitReady(ENTRANCE);
      roles.addFirst(
          new Role(
              "checkout-pool",
              "a JDBC pool that leaks: it only ever opens connections",
              List.of(pool.pid()),
              pool));
      backup.awaitReady(ENTRANCE);
      roles.add(
          new Role("backup-agent", "comes over the Unix socket", List.of(backup.pid()), backup));
      watcher.await("checkout-pool's connections", "application_name = 'checkout-pool'", 8);
    }
  }

  private void killDuringQuery(Watcher watcher) throws DemoFailed {
    Offspring export = bash("nightly-export", "127.0.0.1", "read", "select pg_sleep(900)");
    add(
        "nightly-export",
        "was killed (-9) during a query: its backend works on for nobody",
        export);
    watcher.await(
        "nightly-export's query", "application_name = 'nightly-export' and state = 'active'", 1);
    export.kill();
  }

  private void add(String name, String story, Offspring process) throws DemoFailed {
    // what it says before it is ready are the pids of processes that it forked
    List<Long> forked = process.awaitReady(ENTRANCE).stream().map(Long::valueOf).toList();
    roles.add(
        new Role(
            name,
            story,
            Stream.concat(Stream.of(process.pid()), forked.stream()).toList(),
            process));
  }

  private Offspring bash(String name, String host, String... queries) throws DemoFailed {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                script(),
                name,
                name,
                "" + life.toSeconds(),
                host,
                "" + server.port()));
    command.addAll(List.of(queries));
    return start(name, command);
  }

  private List<String> leakingPool() {
    return JavaCommand.of(
        LeakingPool.class,
        JavaCommand.SMALL,
        JavaCommand.ownClassPath(),
        server.jdbcUrl() + "&ApplicationName=checkout-pool",
        "" + life.toSeconds());
  }

  private List<String> unixSocketClient(String name) {
    return JavaCommand.of(
        UnixSocketClient.class,
        JavaCommand.SMALL,
        JavaCommand.ownClassPath(),
        server.folder().toString(),
        "" + server.port(),
        name,
        "" + life.toSeconds());
  }

  private Offspring start(String name, List<String> command) throws DemoFailed {
    Offspring process = Offspring.start(name, command, server.folder().resolve(name + ".log"));
    started.add(process);
    return process;
  }

  private static String script() throws DemoFailed {
    try (InputStream in = Cast.class.getResourceAsStream("client.sh")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new DemoFailed("could not read the demo's own client.sh", failed);
    }
  }

  List<Role> roles() {
    return List.copyOf(roles);
  }

  /** Ends them all; what they forked ends with the pipe that they shared. */
  @Override
  public void close() {
    started.forEach(process -> process.end(Duration.ZERO));
  }
}
