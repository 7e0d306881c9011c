package dev.pgtether.testkit.process;

/** What was tried, on what, why it failed, and what to do next. */
public class TestEnvironmentException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public TestEnvironmentException(String message) {
    super(message);
  }

  public TestEnvironmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
