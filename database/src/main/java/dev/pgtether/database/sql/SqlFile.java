package dev.pgtether.database.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A statement kept in a file of its own beside this class. */
public final class SqlFile {

  private SqlFile() {}

  /**
   * @throws IllegalStateException when this build lacks the file
   */
  public static String read(String name) {
    try (InputStream in = SqlFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("this build lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
