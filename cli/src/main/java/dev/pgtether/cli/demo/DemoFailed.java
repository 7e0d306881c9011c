package dev.pgtether.cli.demo;

/** The demo cannot go on; the message says why, and what to do. */
final class DemoFailed extends Exception {
  private static final long serialVersionUID = 1L;

  DemoFailed(String message, Throwable cause) {
    super(message, cause);
  }

  DemoFailed(String message) {
    super(message);
  }
}
