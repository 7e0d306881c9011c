package dev.pgtether.cli;

import dev.pgtether.audit.document.Plain;
import dev.pgtether.database.config.InvalidTargetException;
import dev.pgtether.database.failure.DatabaseFailure;

/**
 * Why a command could not do its work, for the person who gave it.
 *
 * @param what what was tried, on what, and why it failed: one line
 * @param hint what to do next; empty when there is nothing to say
 * @param exitCode with what the program ends
 */
record Complaint(String what, String hint, int exitCode) {

  /** The names of the environment variable and option that show where a failure came from. */
  static final String DEBUG_VARIABLE = "PGTETHER_DEBUG";

  static Complaint of(Throwable failure) {
    return switch (failure) {
      case DatabaseFailure failed ->
          new Complaint(oneLine(failed), failed.advice(), ExitCode.FAILED);
      case InvalidTargetException bad -> new Complaint(oneLine(bad), bad.advice(), ExitCode.USAGE);
      case CannotAudit cannot -> new Complaint(oneLine(cannot), cannot.hint(), ExitCode.FAILED);
      default ->
          new Complaint(
              "a fault in pgtether itself: " + Plain.of(failure.toString()),
              "with " + DEBUG_VARIABLE + "=1 it says where; please report that",
              ExitCode.FAILED);
    };
  }

  private static String oneLine(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }
}
