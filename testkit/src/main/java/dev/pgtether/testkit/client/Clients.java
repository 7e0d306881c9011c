package dev.pgtether.testkit.client;

import dev.pgtether.testkit.need.Need;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.Child;
import dev.pgtether.testkit.process.JavaProgram;
import dev.pgtether.testkit.process.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Starts real clients of one server. Each is a process whose pid is known and stands in its {@code
 * application_name}; all of them end with this. A client whose program this machine lacks aborts
 * the test with the package to install.
 */
public final class Clients implements AutoCloseable {
  private final Address server;
  private final Place place;
  private final Deque<AutoCloseable> started;

  private Clients(Address server, Place place, Deque<AutoCloseable> started) {
    this.server = server;
    this.place = place;
    this.started = started;
  }

  /** Clients that reach the server at this address, from here. */
  public static Clients of(Address server) {
    return new Clients(server, Place.here(), new ArrayDeque<>());
  }

  /** The same from elsewhere; what they start ends with the original. */
  public Clients from(Place elsewhere) {
    return new Clients(server, elsewhere, started);
  }

  /** The same to another address or server; what they start ends with the original. */
  public Clients to(Address other) {
    return new Clients(other, place, started);
  }

  /** Where these clients connect to. */
  public Address server() {
    return server;
  }

  public Psql psql() {
    Need.command("psql");
    Psql psql = new Psql(named("/psql", "psql", "-X", "-q", "-A", "-t"));
    keep(psql);
    psql.run("select 1");
    return psql;
  }

  /** Connections that stay, each with a query of about 10 ms after the other. */
  public Client pgbench(int connections, Duration time) {
    return pgbench(connections, time, "select pg_sleep(0.01);");
  }

  /** Churn: a connection for each query. */
  public Client reconnectingPgbench(int connections, Duration time) {
    return reconnectingPgbench(connections, time, "select 1;");
  }

  /** Churn: a connection for each run of the script, which is in pgbench's language. */
  public Client reconnectingPgbench(int connections, Duration time, String script) {
    return pgbench(connections, time, script, "-C");
  }

  private Client pgbench(int connections, Duration time, String script, String... more) {
    Need.command("pgbench");
    Path file = scriptFile(script);
    List<String> command = new ArrayList<>(List.of("pgbench", "-n", "-f", file.toString()));
    command.addAll(List.of("-c", "" + connections, "-j", "1", "-T", "" + time.toSeconds()));
    command.addAll(List.of(more));
    started.push(() -> Files.deleteIfExists(file));
    return keep(named("/pgbench", command.toArray(String[]::new)));
  }

  private static Path scriptFile(String script) {
    try {
      Path file = Files.createTempFile("pgtether-pgbench", ".sql");
      Files.writeString(file, script);
      file.toFile().setReadable(true, false);
      return file;
    } catch (IOException failed) {
      throw new UncheckedIOException("could not write pgbench's script", failed);
    }
  }

  /** A HikariCP pool of idle connections, over IPv4-mapped sockets as Java makes them. */
  public Client pool(int size) {
    return pool(size, -1);
  }

  /**
   * The same at work: each connection runs a query of up to 10 ms, then pauses for up to {@code
   * pauseMillis}.
   */
  public Client busyPool(int size, int pauseMillis) {
    return pool(size, pauseMillis);
  }

  private Client pool(int size, int pause) {
    String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
    String url = "jdbc:postgresql://" + host + ":" + server.port() + "/" + PostgresServer.DATABASE;
    List<String> program =
        JavaProgram.command(
            place,
            PoolProgram.class,
            url,
            PostgresServer.USER,
            PostgresServer.PASSWORD,
            "" + size,
            "" + pause);
    Client client = keep(Client.hearing(Child.start(program)));
    client.child().hear(Client.DEADLINE);
    return client;
  }

  /** Idle connections of one Python process, by psycopg. */
  public Client python(int connections) {
    String python = Need.psycopg();
    Client client = keep(named("/python", python, "-c", resource("pool.py"), "" + connections));
    client.child().hear(Client.DEADLINE);
    return client;
  }

  /** A process whose sockets are commanded one by one. */
  public WireClient wire() {
    WireClient client = WireClient.start(place);
    started.push(client);
    return client;
  }

  /** What a {@link #wire()} client opens to reach this server. */
  public WireRequest request() {
    return WireRequest.to(server, PostgresServer.USER, PostgresServer.PASSWORD);
  }

  /** A process that forked after it had connected; needs a server that trusts it, over TCP. */
  public SharedSocket forked() {
    Need.command("bash");
    List<String> command =
        List.of(
            "bash",
            "-c",
            resource("share.sh"),
            "share",
            server.host(),
            "" + server.port(),
            PostgresServer.USER,
            PostgresServer.DATABASE);
    return keep(SharedSocket.hearing(Child.start(place.around(command))));
  }

  /** The program of {@link #forked()}: for bash, with its arguments described in it. */
  public static String sharingScript() {
    return resource("share.sh");
  }

  private Client named(String suffix, String... command) {
    List<String> wrapped =
        new ArrayList<>(List.of("sh", "-c", resource("named.sh"), "named", suffix));
    wrapped.addAll(List.of(command));
    return Client.hearing(Child.start(place.around(wrapped), environment()));
  }

  private Map<String, String> environment() {
    return Map.of(
        "PGHOST",
        server.host(),
        "PGPORT",
        "" + server.port(),
        "PGUSER",
        PostgresServer.USER,
        "PGPASSWORD",
        PostgresServer.PASSWORD,
        "PGDATABASE",
        PostgresServer.DATABASE,
        "PGCONNECT_TIMEOUT",
        "10");
  }

  private static String resource(String name) {
    try (InputStream in = Clients.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("could not read " + name, unreadable);
    }
  }

  private <T extends AutoCloseable> T keep(T client) {
    started.push(client);
    return client;
  }

  @Override
  public void close() {
    List<Exception> failures = new ArrayList<>();
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception failed) {
        failures.add(failed);
      }
    }
    if (!failures.isEmpty()) {
      IllegalStateException all = new IllegalStateException("could not end every client");
      failures.forEach(all::addSuppressed);
      throw all;
    }
  }
}
