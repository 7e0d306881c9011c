package dev.pgtether.cli;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pgtether watch}. */
@Command(
    name = "watch",
    header = "Audit again and again, and mark what changes.",
    description = {
      "",
      "Keeps one connection to the server. On a terminal the table is redrawn in place; the marks"
          + " in front are + new, - gone, ! other process or verdict, ~ other state. q or Ctrl-C"
          + " ends it, the space bar audits at once, arrows and page keys scroll. Elsewhere one"
          + " table is printed for each audit, or one line of JSON.",
      "",
      "When the server goes away, or has no free slot, the watch goes on: it says what is wrong and"
          + " since when, and tries again.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  Every two seconds:",
      "    pgtether watch postgresql://postgres@localhost/postgres",
      "  One application's role, every half second:",
      "    pgtether watch --interval 500ms --only user=checkout",
      "  A record for later, one line of JSON an audit, for a minute:",
      "    pgtether watch -o json --interval 5s --count 12 > audits.ndjson",
      ""
    })
final class WatchCommand implements Callable<Integer> {

  private static final Duration SHORTEST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofHours(1);

  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  private CommandSpec command;

  @Mixin private AuditOptions options = new AuditOptions();
  @Mixin private ViewOptions view = new ViewOptions();

  @Option(
      names = {"-n", "--interval"},
      paramLabel = "TIME",
      defaultValue = "2s",
      converter = Words.OfDuration.class,
      description = "Between two audits, 500ms to 60m (${DEFAULT-VALUE}).")
  private Duration interval = Duration.ofSeconds(2);

  @Option(
      names = {"-c", "--count"},
      paramLabel = "N",
      defaultValue = "0",
      description = "End after N audits; 0, the default, for no end.")
  private long count;

  private final Console console;
  private final Auditors auditors;

  WatchCommand(Console console, Auditors auditors) {
    this.console = console;
    this.auditors = auditors;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) > 0) {
      throw new ParameterException(command.commandLine(), "--interval is between 500ms and 60m");
    }
    if (count < 0) {
      throw new ParameterException(command.commandLine(), "--count is 0 or more");
    }
    Auditors.Request request = options.request(console);
    boolean onScreen =
        view.output() == ViewOptions.Output.table
            && console.terminalColumns().getAsInt() > 0
            && console.keyboard().getAsBoolean();
    return onScreen ? onScreen(request) : printed(request);
  }

  private int printed(Auditors.Request request) throws InterruptedException {
    Printer printer = new Printer(console, view, true);
    try (Auditor auditor = auditors.of(request)) {
      return new Watcher(auditor, interval, InstantSource.system(), this::sleep)
          .run(
              count,
              episode -> {
                switch (episode) {
                  case Watcher.Episode.Seen(var audited) -> printer.print(audited);
                  case Watcher.Episode.Trouble trouble ->
                      console.complain(trouble.complaint().what(), trouble.complaint().hint());
                }
              });
    }
  }

  private boolean sleep(Duration pause) throws InterruptedException {
    if (console.isClosed()) {
      return false;
    }
    Thread.sleep(pause);
    return true;
  }

  private int onScreen(Auditors.Request request) throws InterruptedException {
    String title = "pgtether watch " + request.connectionTarget().hostAndPort();
    return new WatchScreen(console, view, title)
        .run(
            (rest, listener) -> {
              try (Auditor auditor = auditors.of(request)) {
                return new Watcher(auditor, interval, InstantSource.system(), rest)
                    .run(count, listener);
              }
            });
  }
}
