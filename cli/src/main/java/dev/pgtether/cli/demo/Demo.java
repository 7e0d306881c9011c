package dev.pgtether.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pgtether demo}. */
@Command(
    name = "demo",
    header = "See it work: a PostgreSQL of its own, clients that misbehave, and who is who.",
    description = {
      "",
      "Starts a PostgreSQL 18 on this host's loopback and eight kinds of client, audits it, prints"
          + " the table and what each process really is, and removes everything again. Needs nothing"
          + " but Java and bash. Takes some ten seconds, the first time a little longer.",
      ""
    })
public final class Demo implements Callable<Integer> {
  private static final int CANNOT_AUDIT = 1;
  private static final Duration LIFE = Duration.ofMinutes(2);
  private static final Duration LIFE_HELD = Duration.ofHours(1);

  /** How the demo audits: as {@code pgtether audit} does. */
  @FunctionalInterface
  public interface Audit {
    /** Audits the server at this URL, prints the table, and returns the exit code. */
    int of(String url);
  }

  @Option(
      names = "--hold",
      description =
          "Keep everything running until Enter or Ctrl-C, at most an hour, to try other commands on it.")
  private boolean hold;

  @Option(
      names = "--truth-file",
      hidden = true,
      description = "Where to write which process plays which role, as JSON.")
  private @Nullable Path truthFile;

  private final PrintStream out;
  private final PrintStream err;
  private final Audit audit;

  public Demo(PrintStream out, PrintStream err, Audit audit) {
    this.out = out;
    this.err = err;
    this.audit = audit;
  }

  @Override
  public Integer call() {
    try (Stage stage = new Stage(hold ? LIFE_HELD : LIFE)) {
      say(
          "Starting a PostgreSQL 18 of its own"
              + (Server.isUnpacked()
                  ? ""
                  : " (the first time it is unpacked, that takes some seconds)"));
      Server server = stage.open();
      say("Starting its clients");
      Cast cast = stage.cast(server);
      cast.enter();
      return play(server, cast);
    } catch (DemoFailed failed) {
      say("The demo failed: " + failed.getMessage());
      return 1;
    } finally {
      say("Everything is stopped and removed.");
    }
  }

  private int play(Server server, Cast cast) throws DemoFailed {
    if (truthFile != null) {
      write(truthFile, cast.roles());
    }
    say("");
    int exitCode = audit.of(server.url());
    out.println();
    out.println("What each process really is, by the process list (ps) and not by pgtether:");
    List<Role> roles = cast.roles();
    int names = roles.stream().mapToInt(role -> role.name().length()).max().orElse(0);
    int processes = roles.stream().mapToInt(role -> role.processes().length()).max().orElse(0);
    roles.forEach(role -> out.println(role.line(names, processes)));
    out.println();
    out.println(
        "Look at checkout-pool: one process, all those idle connections; and at migration, whose process to ask");
    out.println(
        "about order-import's wait. Then at nightly-export: its process is gone, and pgtether names no other.");
    out.flush();
    if (hold) {
      hold(server);
    }
    // an audit that could not see everything still shows how it looks
    return exitCode == CANNOT_AUDIT ? exitCode : 0;
  }

  private void hold(Server server) {
    say("");
    say("It stays up. In another terminal:  bin/pgtether audit '" + server.url() + "'");
    say("Press Enter to end it.");
    try {
      Lifetime.awaitLine(LIFE_HELD);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(Path file, List<Role> roles) throws DemoFailed {
    String json =
        roles.stream().map(Role::json).collect(Collectors.joining(",", "{\"roles\":[", "]}\n"));
    try {
      Files.writeString(file, json);
    } catch (IOException failed) {
      throw new DemoFailed("could not write " + file + ": " + failed.getMessage(), failed);
    }
  }

  private void say(String line) {
    err.println(line);
    err.flush();
  }
}
