package dev.pgtether.cli.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The demo's PostgreSQL, kept by a process of its own: it stops the server and removes its folder when its standard
 * input closes. Arguments: the folder to remove, the folder of unpacked binaries, seconds that it lives at most.
 */
final class ServerProgram {
  private static final Duration START = Duration.ofSeconds(30);

  private ServerProgram() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    try (EmbeddedPostgres postgres = start(folder, Path.of(arguments[1]))) {
      System.out.println(postgres.getPort());
      System.out.println("ready");
      Lifetime.await(Duration.ofSeconds(Long.parseLong(arguments[2])));
    } finally {
      remove(folder);
    }
    System.exit(0);
  }

  private static EmbeddedPostgres start(Path folder, Path unpacked) throws IOException {
    Files.createDirectories(unpacked);
    return EmbeddedPostgres.builder()
        .setOverrideWorkingDirectory(unpacked.toFile())
        .setDataDirectory(folder.resolve("data"))
        .setCleanDataDirectory(true)
        .setServerConfig("listen_addresses", "127.0.0.1,::1")
        .setServerConfig("unix_socket_directories", folder.toString())
        // a batch of clients dies with the demo: that is no news
        .setServerConfig("log_min_messages", "fatal")
        .setLocaleConfig("locale", "C")
        .setPGStartupWait(START)
        .start();
  }

  private static void remove(Path folder) throws IOException {
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
