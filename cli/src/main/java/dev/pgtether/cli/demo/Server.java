package dev.pgtether.cli.demo;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The demo's PostgreSQL, trusting everybody on this host's loopback.
 *
 * @param keeper the process that keeps it
 * @param folder its data, and its Unix socket
 */
record Server(Offspring keeper, Path folder, int port) {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(15);

  /**
   * Begins to start it.
   *
   * @param folder exists, for this server and its clients alone
   */
  static Offspring begin(Path folder, Duration life) throws DemoFailed {
    if (System.getProperty("user.name", "?").equals("?")) { // as the JDK writes it
      throw new DemoFailed(
          "PostgreSQL does not start for a user id without a name: give it a line in /etc/passwd,"
              + " or run the demo as another user");
    }
    String seconds = Long.toString(life.toSeconds());
    Path log = folder.resolve("server.log");
    if (isRoot() && !LinuxUtils.isUnshareAvailable()) {
      Path unpacked = folder.resolve("unpacked");
      List<String> command =
          Nobody.command(
              ServerProgram.class, folder, folder.toString(), unpacked.toString(), seconds);
      return Offspring.start("PostgreSQL", command, log);
    }
    List<String> command =
        JavaCommand.of(
            ServerProgram.class,
            JavaCommand.TO_UNPACK,
            JavaCommand.ownClassPath(),
            folder.toString(),
            unpackedFor(folder).toString(),
            seconds);
    return Offspring.start("PostgreSQL", command, log);
  }

  static Server await(Offspring keeper, Path folder) throws DemoFailed {
    return new Server(keeper, folder, Integer.parseInt(keeper.awaitReady(START).getFirst()));
  }

  /** Whether a PostgreSQL has been unpacked here before, which takes some seconds. */
  static boolean isUnpacked() {
    return Files.exists(unpacked().resolve(ServerProgram.UNPACKED));
  }

  /** Where the binaries go: with the server's own files where nothing can be kept. */
  private static Path unpackedFor(Path folder) {
    Path kept = unpacked();
    try {
      Files.createDirectories(kept);
    } catch (IOException noSuchHome) {
      return folder.resolve("unpacked");
    }
    return Files.isWritable(kept) && Files.isWritable(kept.getParent())
        ? kept
        : folder.resolve("unpacked");
  }

  /** The binaries stay there for the next time. */
  private static Path unpacked() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .filter(folder -> folder.startsWith("/"))
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("pgtether/demo");
  }

  static Path makeFolder() throws DemoFailed {
    try {
      Path folder = Files.createTempDirectory("pgtether-demo-");
      // the road to the Unix socket; the data folder itself is closed by PostgreSQL
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      return folder;
    } catch (IOException failed) {
      throw new DemoFailed("could not make a temporary folder: " + failed.getMessage(), failed);
    }
  }

  private static boolean isRoot() throws DemoFailed {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    } catch (IOException failed) {
      throw new DemoFailed(
          "the demo needs Linux with /proc mounted: " + failed.getMessage(), failed);
    }
  }

  /** Stops it and waits until its data is removed. */
  static void stop(Offspring keeper, Path folder) {
    keeper.end(STOP);
    try {
      ServerProgram.remove(folder);
    } catch (IOException left) {
      // it is in the system's folder for temporary files, and nobody needs to be told at the very
      // end
    }
  }

  String url() {
    return "postgresql://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable";
  }

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&sslmode=disable";
  }
}
