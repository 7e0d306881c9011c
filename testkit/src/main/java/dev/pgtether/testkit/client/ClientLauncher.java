package dev.pgtether.testkit.client;

import dev.pgtether.testkit.need.EnvironmentCheck;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.ChildProcess;
import dev.pgtether.testkit.process.JavaCommand;
import dev.pgtether.testkit.process.ProcessContext;
import dev.pgtether.testkit.protocol.ServerAddress;
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
public final class ClientLauncher implements AutoCloseable {
  private final ServerAddress server;
  private final ProcessContext processContext;
  private final Deque<AutoCloseable> openClients;

  private ClientLauncher(
      ServerAddress server, ProcessContext processContext, Deque<AutoCloseable> started) {
    this.server = server;
    this.processContext = processContext;
    this.openClients = started;
  }

  /** Clients that reach the server at this address, from here. */
  public static ClientLauncher of(ServerAddress server) {
    return new ClientLauncher(server, ProcessContext.ofThisJvm(), new ArrayDeque<>());
  }

  /** The same from elsewhere; what they start ends with the original. */
  public ClientLauncher from(ProcessContext elsewhere) {
    return new ClientLauncher(server, elsewhere, openClients);
  }

  /** The same to another address or server; what they start ends with the original. */
  public ClientLauncher to(ServerAddress other) {
    return new ClientLauncher(other, processContext, openClients);
  }

  /** Where these clients connect to. */
  public ServerAddress server() {
    return server;
  }

  public PsqlSession psql() {
    EnvironmentCheck.requireCommand("psql");
    PsqlSession psqlSession = new PsqlSession(startNamed("/psql", "psql", "-X", "-q", "-A", "-t"));
    register(psqlSession);
    psqlSession.run("select 1");
    return psqlSession;
  }

  /** Connections that stay, each with a query of about 10 ms after the other. */
  public ClientProcess pgbench(int connections, Duration time) {
    return pgbench(connections, time, "select pg_sleep(0.01);");
  }

  /** Churn: a connection for each query. */
  public ClientProcess reconnectingPgbench(int connections, Duration time) {
    return reconnectingPgbench(connections, time, "select 1;");
  }

  /** Churn: a connection for each run of the script, which is in pgbench's language. */
  public ClientProcess reconnectingPgbench(int connections, Duration time, String script) {
    return pgbench(connections, time, script, "-C");
  }

  private ClientProcess pgbench(int connections, Duration time, String script, String... more) {
    EnvironmentCheck.requireCommand("pgbench");
    Path file = scriptFile(script);
    List<String> command = new ArrayList<>(List.of("pgbench", "-n", "-f", file.toString()));
    command.addAll(List.of("-c", "" + connections, "-j", "1", "-T", "" + time.toSeconds()));
    command.addAll(List.of(more));
    openClients.push(() -> Files.deleteIfExists(file));
    return register(startNamed("/pgbench", command.toArray(String[]::new)));
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
  public ClientProcess pool(int size) {
    return pool(size, -1);
  }

  /**
   * The same at work: each connection runs a query of up to 10 ms, then pauses for up to {@code
   * pauseMillis}.
   */
  public ClientProcess busyPool(int size, int pauseMillis) {
    return pool(size, pauseMillis);
  }

  private ClientProcess pool(int size, int pause) {
    String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
    String url = "jdbc:postgresql://" + host + ":" + server.port() + "/" + PostgresServer.DATABASE;
    List<String> program =
        JavaCommand.forProgram(
            processContext,
            PoolProgram.class,
            url,
            PostgresServer.USER,
            PostgresServer.PASSWORD,
            "" + size,
            "" + pause);
    ClientProcess clientProcess = register(ClientProcess.reading(ChildProcess.start(program)));
    clientProcess.child().readLine(ClientProcess.DEADLINE);
    return clientProcess;
  }

  /** Idle connections of one Python process, by psycopg. */
  public ClientProcess psycopg(int connections) {
    String python = EnvironmentCheck.requirePsycopg();
    ClientProcess clientProcess =
        register(startNamed("/python", python, "-c", resource("pool.py"), "" + connections));
    clientProcess.child().readLine(ClientProcess.DEADLINE);
    return clientProcess;
  }

  /** A process whose sockets are commanded one by one. */
  public ScriptedClient scripted() {
    ScriptedClient client = ScriptedClient.start(processContext);
    openClients.push(client);
    return client;
  }

  /** What a {@link #scripted()} client opens to reach this server. */
  public ConnectionRequest request() {
    return ConnectionRequest.to(server, PostgresServer.USER, PostgresServer.PASSWORD);
  }

  /** A process that forked after it had connected; needs a server that trusts it, over TCP. */
  public ForkedClient forked() {
    EnvironmentCheck.requireCommand("bash");
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
    return register(ForkedClient.reading(ChildProcess.start(processContext.wrap(command))));
  }

  /** The program of {@link #forked()}: for bash, with its arguments described in it. */
  public static String forkScript() {
    return resource("share.sh");
  }

  private ClientProcess startNamed(String suffix, String... command) {
    List<String> wrapped =
        new ArrayList<>(List.of("sh", "-c", resource("named.sh"), "named", suffix));
    wrapped.addAll(List.of(command));
    return ClientProcess.reading(ChildProcess.start(processContext.wrap(wrapped), environment()));
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
    try (InputStream in = ClientLauncher.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("could not read " + name, unreadable);
    }
  }

  private <T extends AutoCloseable> T register(T client) {
    openClients.push(client);
    return client;
  }

  @Override
  public void close() {
    List<Exception> failures = new ArrayList<>();
    while (!openClients.isEmpty()) {
      try {
        openClients.pop().close();
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
