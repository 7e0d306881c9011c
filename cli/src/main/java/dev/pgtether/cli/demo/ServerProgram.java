package dev.pgtether.cli.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The demo's PostgreSQL, kept by a process of its own: it stops the server and removes its folder
 * when its standard input closes. Arguments: the folder to remove, the folder of unpacked binaries,
 * seconds that it lives at most.
 */
final class ServerProgram {
  /** The file that says that the binaries beside it are whole. */
  static final String UNPACKED = "unpacked";

  private static final Duration START = Duration.ofSeconds(30);

  private ServerProgram() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    try (EmbeddedPostgres postgres = unpackAndStart(folder, Path.of(arguments[1]))) {
      System.out.println(postgres.getPort());
      System.out.println("ready");
      Lifetime.await(Duration.ofSeconds(Long.parseLong(arguments[2])));
    }
    remove(folder);
    System.exit(0);
  }

  /**
   * What was broken off while unpacking is thrown away: the library would take it for whole. One
   * demo at a time does this.
   */
  private static EmbeddedPostgres unpackAndStart(Path folder, Path unpacked) throws IOException {
    Files.createDirectories(unpacked);
    Path lock = unpacked.resolveSibling(unpacked.getFileName() + ".lock");
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock();
      Path whole = unpacked.resolve(UNPACKED);
      if (!Files.exists(whole)) {
        remove(unpacked);
        Files.createDirectories(unpacked);
      }
      EmbeddedPostgres started = start(folder, unpacked);
      Files.writeString(whole, "");
      return started;
    }
  }

  private static EmbeddedPostgres start(Path folder, Path unpacked) throws IOException {
    return EmbeddedPostgres.builder()
        .setOverrideWorkingDirectory(unpacked.toFile())
        .setDataDirectory(folder.resolve("data"))
        .setCleanDataDirectory(true)
        .setServerConfig("listen_addresses", "127.0.0.1,::1")
        .setServerConfig("unix_socket_directories", folder.toString())
        // clients are killed here on purpose: no news
        .setServerConfig("log_min_messages", "fatal")
        .setLocaleConfig("locale", "C")
        .setPGStartupWait(START)
        .start();
  }

  /** Removes a folder with all that is in it, if it is there. */
  static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
