package dev.pgtether.testkit.postgres;

import dev.pgtether.testkit.process.ChildProcess;
import dev.pgtether.testkit.process.ProcessContext;
import dev.pgtether.testkit.protocol.PostgresConnection;
import dev.pgtether.testkit.protocol.ServerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL in a temporary folder. It and its folder go when it is closed, and when this
 * JVM ends, however it ends.
 */
public final class PostgresServer implements AutoCloseable {
  public static final String USER = "postgres";
  public static final String PASSWORD = "sixteen tons";
  public static final String DATABASE = "postgres";
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 25;
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final PostgresServerConfig config;
  private final int port;
  private final DataDirectory directory;
  private final ChildProcess keeper;
  private long postmaster;

  private PostgresServer(
      PostgresServerConfig config, int port, DataDirectory directory, ChildProcess keeper) {
    this.config = config;
    this.port = port;
    this.directory = directory;
    this.keeper = keeper;
  }

  public static PostgresServerConfig ofMajor(int major) {
    return PostgresServerConfig.ofMajor(major);
  }

  static PostgresServer start(PostgresServerConfig config) {
    return start(config, DataDirectory::runInitdb);
  }

  /**
   * A hot standby of this server, streaming from it, and this server is restarted for the copy.
   * {@code select pg_promote()} on it is the fail-over.
   *
   * @param config of the same major version
   */
  public PostgresServer startStandby(PostgresServerConfig config) {
    String from =
        "host=%s port=%d user=%s".formatted(this.config.listenAddresses().getFirst(), port, USER);
    stop();
    return start(
        config.withSetting("primary_conninfo = '" + from + "'"),
        (copy, postgresBinaries, postgresOsUser) -> {
          copy.copyFromPrimary(directory);
          start();
        });
  }

  private static PostgresServer start(
      PostgresServerConfig config, DataDirectory.Initializer initializer) {
    PostgresBinaries postgresBinaries = PostgresBinaries.of(config.major());
    PostgresOsUser postgresOsUser = PostgresOsUser.choose();
    try {
      int port = config.port() == 0 ? freePort() : config.port();
      DataDirectory directory =
          DataDirectory.create(config, postgresBinaries, postgresOsUser, port, initializer);
      ChildProcess keeper =
          ChildProcess.start(keeperCommand(config, postgresBinaries, postgresOsUser, directory));
      PostgresServer server = new PostgresServer(config, port, directory, keeper);
      try {
        server.start();
        return server;
      } catch (RuntimeException failed) {
        server.close();
        throw failed;
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("could not prepare a PostgreSQL " + config.major(), failed);
    }
  }

  private static List<String> keeperCommand(
      PostgresServerConfig config,
      PostgresBinaries postgresBinaries,
      PostgresOsUser postgresOsUser,
      DataDirectory directory)
      throws IOException {
    List<String> postgres = new ArrayList<>(postgresOsUser.commandPrefix());
    postgres.addAll(
        List.of(postgresBinaries.program("postgres"), "-D", directory.data().toString()));
    ProcessContext processContext =
        config.network() == null
            ? ProcessContext.ofThisJvm()
            : ProcessContext.ofThisJvm().inNetworkNamespace(config.network());

    List<String> command =
        new ArrayList<>(
            List.of("sh", "-c", script(), "keep-postmaster", directory.base().toString()));
    command.addAll(processContext.wrap(postgres));
    return command;
  }

  private static String script() throws IOException {
    try (InputStream in = PostgresServer.class.getResourceAsStream("keep-postmaster.sh")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Starts it again after {@link #stop()} or {@link #killPostmaster()}, on the same port and data.
   */
  public void start() {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      // after a kill the backends may still be there for a moment, and a new postmaster then
      // refuses to start
      keeper.writeLine("start");
      postmaster = Long.parseLong(keeper.readLine(DEADLINE));
      if (becomesReady()) {
        return;
      }
      keeper.writeLine("stop");
      keeper.readLine(DEADLINE);
      pause();
    }
    throw new IllegalStateException("PostgreSQL " + config.major() + " did not start:\n" + log());
  }

  private boolean becomesReady() {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (System.nanoTime() < deadline
        && ProcessHandle.of(postmaster).filter(this::runs).isPresent()) {
      if (directory.isReady(postmaster)) {
        return true;
      }
      pause();
    }
    return false;
  }

  /** A process that has ended stays a zombie until its parent asks. */
  private boolean runs(ProcessHandle process) {
    try {
      return process.isAlive()
          && !Files.readString(Path.of("/proc/" + process.pid() + "/stat"))
              .replaceFirst("^.*\\) ", "")
              .startsWith("Z");
    } catch (IOException gone) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while PostgreSQL started", interrupted);
    }
  }

  /** Stops it as an administrator would: a fast shutdown. */
  public void stop() {
    keeper.writeLine("stop");
    keeper.readLine(DEADLINE);
  }

  /** {@code kill -9} of the postmaster; its backends notice by themselves. */
  public void killPostmaster() {
    keeper.writeLine("kill");
    keeper.readLine(DEADLINE);
  }

  /**
   * Runs statements as superuser over the Unix socket, and returns the rows of the last; NULL is
   * null.
   */
  public List<List<@Nullable String>> query(String sql) {
    try (PostgresConnection postgresConnection =
        PostgresConnection.connect(new ServerAddress(socketDirectory().toString(), port))) {
      postgresConnection.logIn(USER, DATABASE, "testkit", PASSWORD);
      return postgresConnection.query(sql);
    } catch (IOException failed) {
      throw new UncheckedIOException("could not run \"" + sql + "\"", failed);
    }
  }

  /** The first value of the first row; fails when there is none or it is NULL. */
  public String queryValue(String sql) {
    return Objects.requireNonNull(query(sql).getFirst().getFirst(), sql);
  }

  public int major() {
    return config.major();
  }

  public int port() {
    return port;
  }

  /** Of the postmaster. */
  public long pid() {
    return postmaster;
  }

  public Path socketDirectory() {
    return directory.base();
  }

  /** PEM: the certificate to trust for verify-full; there only with TLS. */
  public Path authority() {
    return directory.base().resolve("server.crt");
  }

  /** Where it listens under the address given. */
  public ServerAddress addressAt(String host) {
    return new ServerAddress(host, port);
  }

  public String log() {
    try {
      return Files.readString(directory.log());
    } catch (IOException unreadable) {
      return "no log: " + unreadable;
    }
  }

  @Override
  public void close() {
    keeper.stop(DEADLINE);
  }
}
