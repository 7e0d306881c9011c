package dev.pgtether.database.config;

import dev.pgtether.database.failure.PrintableText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * libpq's password file: lines of {@code host:port:database:user:password}, the first that matches
 * counts.
 *
 * <p>pgJDBC reads one too, but takes it from the process's own environment only and never looks at
 * its permissions.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-pgpass.html">libpq, the password
 *     file</a>
 */
final class PasswordFile {

  private static final long MAX_SIZE = 1 << 20;

  private static final Set<PosixFilePermission> OTHERS_PERMISSIONS =
      PosixFilePermissions.fromString("---rwxrwx");

  private PasswordFile() {}

  /**
   * What a look into the file gave.
   *
   * @param password null when no line matches, or the file was not used
   * @param remark why a file that exists (or was asked for) was not used; null when there is
   *     nothing to say
   */
  record LookupResult(@Nullable Password password, @Nullable String remark) {}

  /**
   * Looks a password up.
   *
   * @param explicitlyNamed somebody named this file, so that its absence is worth a remark
   */
  static LookupResult find(
      Path file, boolean explicitlyNamed, String host, int port, String database, String user) {
    if (!Files.exists(file)) {
      return new LookupResult(
          null,
          explicitlyNamed ? "the password file " + displayName(file) + " does not exist" : null);
    }
    try {
      if (!Files.isRegularFile(file)) {
        return new LookupResult(
            null, "the password file " + displayName(file) + " was ignored: it is no plain file");
      }
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.stream().anyMatch(OTHERS_PERMISSIONS::contains)) {
        return new LookupResult(
            null,
            "the password file "
                + displayName(file)
                + " was ignored: others than its owner have access to it (chmod 0600 it)");
      }
      if (Files.size(file) > MAX_SIZE) {
        return new LookupResult(
            null,
            "the password file " + displayName(file) + " was ignored: it is larger than 1 MiB");
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      String password = match(text, List.of(host, Integer.toString(port), database, user));
      return new LookupResult(
          password == null ? null : new Password(password, displayName(file)), null);
    } catch (IOException | UnsupportedOperationException unreadable) {
      return new LookupResult(
          null, "the password file " + displayName(file) + " could not be read");
    }
  }

  private static @Nullable String match(String text, List<String> wanted) {
    for (String line : text.lines().toList()) {
      if (line.startsWith("#")) {
        continue;
      }
      List<Field> fields = fields(line);
      if (fields.size() < 5) {
        continue;
      }
      boolean matches = true;
      for (int i = 0; i < 4; i++) {
        matches &= fields.get(i).matches(wanted.get(i));
      }
      String password = fields.get(4).text();
      if (matches && !password.isEmpty()) {
        return password;
      }
    }
    return null;
  }

  /**
   * The first five fields of a line; a backslash takes the next character as it is
   * (passwordFromFile in libpq).
   */
  private static List<Field> fields(String line) {
    List<Field> fields = new ArrayList<>(5);
    StringBuilder text = new StringBuilder();
    boolean escaped = false;
    for (int i = 0; i < line.length() && fields.size() < 5; i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        text.append(line.charAt(++i));
        escaped = true;
      } else if (c == ':') {
        fields.add(new Field(text.toString(), escaped));
        text.setLength(0);
        escaped = false;
      } else {
        text.append(c);
      }
    }
    if (fields.size() < 5) {
      fields.add(new Field(text.toString(), escaped));
    }
    return fields;
  }

  private record Field(String text, boolean escaped) {

    boolean matches(String wanted) {
      return (text.equals("*") && !escaped) || text.equals(wanted);
    }
  }

  private static String displayName(Path file) {
    return PrintableText.of(file.toString(), 120);
  }
}
