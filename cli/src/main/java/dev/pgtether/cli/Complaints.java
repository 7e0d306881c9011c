package dev.pgtether.cli;

import dev.pgtether.audit.document.Plain;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says why a command did not do its work; a stack trace only for who asks for one. */
final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private final Console console;

  Complaints(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    String message = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
    console.complain(Plain.of(message), hint(wrong, command));
    return ExitCode.USAGE;
  }

  private static String hint(ParameterException wrong, CommandLine command) {
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      return "did you mean " + String.join(", or ", unmatched.getSuggestions()) + "?";
    }
    return command.getCommandSpec().qualifiedName() + " --help says what there is";
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    return of(failure);
  }

  /** Says what happened, and with what the program ends. */
  int of(Throwable failure) {
    Complaint complaint = Complaint.of(failure);
    console.complain(complaint.what(), complaint.hint());
    if (!console.environment().getOrDefault(Complaint.DEBUG_VARIABLE, "").isEmpty()) {
      failure.printStackTrace(console.err());
      console.err().flush();
    }
    return complaint.exitCode();
  }
}
