package dev.pgtether.cli;

import dev.pgtether.audit.document.Audited;

/** With what the program ends; scripts rely on it. */
final class ExitCode {

  static final int COMPLETE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int INCOMPLETE = 3;

  private ExitCode() {}

  static int of(Audited audited) {
    return audited.isComplete() ? COMPLETE : INCOMPLETE;
  }
}
