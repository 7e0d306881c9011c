package dev.pgtether.testkit.postgres;

import dev.pgtether.testkit.client.Address;
import dev.pgtether.testkit.client.Wire;
import dev.pgtether.testkit.process.Child;
import dev.pgtether.testkit.process.Place;
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

  private final ServerRecipe recipe;
  private final int port;
  private final DataDirectory directory;
  private final Child keeper;
  private long postmaster;

  private PostgresServer(ServerRecipe recipe, int port, DataDirectory directory, Child keeper) {
    this.recipe = recipe;
    this.port = port;
    this.directory = directory;
    this.keeper = keeper;
  }

  public static ServerRecipe ofMajor(int major) {
    return ServerRecipe.ofMajor(major);
  }

  static PostgresServer start(ServerRecipe recipe) {
    return start(recipe, DataDirectory::initialise);
  }

  /**
   * A hot standby of this server, streaming from it, and this server is restarted for the copy.
   * {@code select pg_promote()} on it is the fail-over.
   *
   * @param recipe of the same major version
   */
  public PostgresServer startStandby(ServerRecipe recipe) {
    String from =
        "host=%s port=%d user=%s".formatted(this.recipe.listenAddresses().getFirst(), port, USER);
    stop();
    return start(
        recipe.with("primary_conninfo = '" + from + "'"),
        (copy, binaries, account) -> {
          copy.copy(directory);
          start();
        });
  }

  private static PostgresServer start(ServerRecipe recipe, DataDirectory.Filling filling) {
    Binaries binaries = Binaries.of(recipe.major());
    Account account = Account.choose();
    try {
      int port = recipe.port() == 0 ? freePort() : recipe.port();
      DataDirectory directory = DataDirectory.create(recipe, binaries, account, port, filling);
      Child keeper = Child.start(keeperCommand(recipe, binaries, account, directory));
      PostgresServer server = new PostgresServer(recipe, port, directory, keeper);
      try {
        server.start();
        return server;
      } catch (RuntimeException failed) {
        server.close();
        throw failed;
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("could not prepare a PostgreSQL " + recipe.major(), failed);
    }
  }

  private static List<String> keeperCommand(
      ServerRecipe recipe, Binaries binaries, Account account, DataDirectory directory)
      throws IOException {
    List<String> postgres = new ArrayList<>(account.prefix());
    postgres.addAll(List.of(binaries.program("postgres"), "-D", directory.data().toString()));
    Place place = recipe.network() == null ? Place.here() : Place.here().in(recipe.network());

    List<String> command =
        new ArrayList<>(
            List.of("sh", "-c", script(), "keep-postmaster", directory.base().toString()));
    command.addAll(place.around(postgres));
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

  /** Starts it again after {@link #stop()} or {@link #killHard()}, on the same port and data. */
  public void start() {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      // after a kill the backends may still be there for a moment, and a new postmaster then
      // refuses to start
      keeper.say("start");
      postmaster = Long.parseLong(keeper.hear(DEADLINE));
      if (comesUp()) {
        return;
      }
      keeper.say("stop");
      keeper.hear(DEADLINE);
      pause();
    }
    throw new IllegalStateException("PostgreSQL " + recipe.major() + " did not start:\n" + log());
  }

  private boolean comesUp() {
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
    keeper.say("stop");
    keeper.hear(DEADLINE);
  }

  /** {@code kill -9} of the postmaster; its backends notice by themselves. */
  public void killHard() {
    keeper.say("kill");
    keeper.hear(DEADLINE);
  }

  /**
   * Runs statements as superuser over the Unix socket, and returns the rows of the last; NULL is
   * null.
   */
  public List<List<@Nullable String>> rows(String sql) {
    try (Wire wire = Wire.connect(new Address(socketDirectory().toString(), port))) {
      wire.startUp(USER, DATABASE, "testkit", PASSWORD);
      return wire.query(sql);
    } catch (IOException failed) {
      throw new UncheckedIOException("could not run \"" + sql + "\"", failed);
    }
  }

  /** The first value of the first row; fails when there is none or it is NULL. */
  public String ask(String sql) {
    return Objects.requireNonNull(rows(sql).getFirst().getFirst(), sql);
  }

  public int major() {
    return recipe.major();
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
  public Address at(String host) {
    return new Address(host, port);
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
    keeper.end(DEADLINE);
  }
}
