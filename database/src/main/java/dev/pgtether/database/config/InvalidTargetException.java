package dev.pgtether.database.config;

/**
 * A connection string, a {@code PG*} variable or a password file that cannot be used. The message
 * is one line: what is wrong and where it stands, never a password.
 */
public final class InvalidTargetException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String advice;

  /**
   * @param problem what is wrong, and where it stands; never holds a password
   * @param advice what to write instead
   */
  InvalidTargetException(String problem, String advice) {
    super(problem, null, false, false);
    this.advice = advice;
  }

  /** What to write instead. */
  public String advice() {
    return advice;
  }
}
