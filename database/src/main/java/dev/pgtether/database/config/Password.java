package dev.pgtether.database.config;

/**
 * A secret that does not show itself.
 *
 * @param value the password; never in a message or a log
 * @param source where it came from, for messages: {@code the URL}, {@code PGPASSWORD}, {@code
 *     ~/.pgpass}
 */
public record Password(String value, String source) {

  @Override
  public String toString() {
    return "password from " + source;
  }
}
