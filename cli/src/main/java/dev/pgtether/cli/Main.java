package dev.pgtether.cli;

import dev.pgtether.cli.demo.Demo;
import dev.pgtether.cli.demo.Rehearsal;
import java.io.FileDescriptor;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program: {@code pgtether}. */
@Command(
    name = "pgtether",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = false,
    synopsisSubcommandLabel = "COMMAND",
    description = "Which process holds this PostgreSQL backend, and is it the one that leaks?",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the audit is complete",
      "1:no audit could be made",
      "2:the command line is wrong",
      "3:the audit is incomplete: something that matters could not be seen"
    })
public final class Main implements Runnable {

  private static final int NARROWEST_HELP = 60;
  private static final int WIDEST_HELP = 110;

  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  private CommandLine.Model.CommandSpec command;

  private Main() {}

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] args) {
    Outlet outlet = Outlet.onto(FileDescriptor.out);
    Console console = Console.ofProcess(outlet);
    int exitCode = run(console, request -> new LocalAuditor(request, InstantSource.system()), args);
    console.out().flush();
    String loss = outlet.loss();
    if (loss != null) {
      console.complain("the output could not be written: " + loss, "what was written is not whole");
      exitCode = ExitCode.FAILED;
    }
    console.err().flush();
    System.exit(exitCode);
  }

  /** Runs one command; complaints go to the console, never up. */
  static int run(Console console, Auditors auditors, String... args) {
    CommandLine line =
        new CommandLine(new Main())
            .addSubcommand(new AuditCommand(console, auditors))
            .addSubcommand(new WatchCommand(console, auditors))
            .addSubcommand(
                new Demo(console.out(), console.err(), url -> run(console, auditors, "audit", url)))
            .addSubcommand(new Rehearsal(words -> run(console, auditors, words)));
    Complaints complaints = new Complaints(console);
    try {
      return execute(line, console, complaints, args);
    } catch (Error fault) { // a jar that is missing, memory that ran out
      return complaints.of(fault);
    }
  }

  private static int execute(
      CommandLine line, Console console, Complaints complaints, String... args) {
    return line.setOut(writer(console.out()))
        .setErr(writer(console.err()))
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setUsageHelpWidth(helpWidth(console))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(complaints)
        .setExecutionExceptionHandler(complaints)
        .execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "a command is missing");
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  private static int helpWidth(Console console) {
    int columns = TerminalSize.columnsOf(console.environment(), 100);
    return Math.clamp(columns, NARROWEST_HELP, WIDEST_HELP);
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      @Nullable String built = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "pgtether " + (built == null ? "(not from a jar)" : built),
        "Java "
            + Runtime.version()
            + ", "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch")
      };
    }
  }
}
