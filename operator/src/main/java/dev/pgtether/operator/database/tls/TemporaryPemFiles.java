package dev.pgtether.operator.database.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificates and keys as files, for as long as a connection is being opened: the driver reads
 * them by their paths, once. Only this process's user can read them.
 */
public final class TemporaryPemFiles implements AutoCloseable {

  private final List<Path> written = new ArrayList<>();

  Path write(String text) {
    try {
      Path file =
          Files.createTempFile(
              "pgtether-",
              ".pem",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      written.add(file);
      return Files.writeString(file, text, StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "a certificate could not be written to a temporary file", failed);
    }
  }

  @Override
  public void close() {
    for (Path file : written) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException failed) {
        throw new UncheckedIOException("a temporary file could not be deleted", failed);
      }
    }
  }
}
