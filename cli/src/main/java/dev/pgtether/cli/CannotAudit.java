package dev.pgtether.cli;

/** An audit that came to nothing, for a reason that is not the database's. */
final class CannotAudit extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String hint;

  /**
   * @param what what was tried, and why it failed: one line
   * @param hint what to do next, one line
   */
  CannotAudit(String what, String hint, Throwable cause) {
    super(what, cause);
    this.hint = hint;
  }

  CannotAudit(String what, String hint) {
    super(what);
    this.hint = hint;
  }

  String hint() {
    return hint;
  }
}
