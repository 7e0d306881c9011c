package dev.pgtether.sidecar;

/** With what the program ends; scripts rely on it. The numbers are pgtether's, too. */
final class ExitCode {

  static final int COMPLETE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int INCOMPLETE = 3;

  private ExitCode() {}
}
