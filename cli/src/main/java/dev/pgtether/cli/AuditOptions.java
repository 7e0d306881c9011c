package dev.pgtether.cli;

import dev.pgtether.cli.Auditors.Namespaces;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.database.config.ConnectionTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which server, and where to look for its clients. */
final class AuditOptions {

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // by picocli
  private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = {
        "The server: postgresql://USER@HOST:PORT/DATABASE, or key=value words as for psql. What it"
            + " leaves out comes from PGHOST, PGPORT, PGUSER, ... and ~/.pgpass."
      })
  private @Nullable String positional;

  @Option(names = "--url", paramLabel = "URL", description = "The same as an option.")
  private @Nullable String url;

  @Option(
      names = "--also-known-as",
      paramLabel = "IP:PORT",
      converter = Words.OfEndpoint.class,
      description =
          "Another address that leads to this server alone (a NAT rule, a published port); may be"
              + " repeated.")
  private List<Endpoint> alsoKnownAs = new ArrayList<>();

  @Option(
      names = "--all-namespaces-of-host",
      description =
          "Insist on every network namespace (container) of this host: one that cannot be entered"
              + " makes the audit incomplete. Without it, only when a backend's client may be there.")
  private boolean allNamespaces;

  @Option(
      names = "--own-namespace",
      description = "Look only into the network namespace that pgtether itself is in.")
  private boolean ownNamespace;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = Words.OfDuration.class,
      description = "How long one listing of sockets and processes may take (${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ofSeconds(5);

  /**
   * What these options ask for.
   *
   * @throws ParameterException when they contradict each other
   * @throws dev.pgtether.database.config.InvalidTargetException when the server cannot be told from
   *     them
   */
  Auditors.Request request(Console console) {
    if (positional != null && url != null) {
      throw wrong("the server is given twice, as an argument and with --url");
    }
    if (allNamespaces && ownNamespace) {
      throw wrong("--all-namespaces-of-host and --own-namespace contradict each other");
    }
    if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
      throw wrong("--timeout is between 100ms and 5m");
    }
    ConnectionTarget connectionTarget =
        ConnectionTarget.parse(
            positional != null ? positional : url, console.environment(), console.home());
    return new Auditors.Request(connectionTarget, alsoKnownAs, namespaces(), timeout);
  }

  private Namespaces namespaces() {
    if (allNamespaces) {
      return Namespaces.ALL_OF_HOST;
    }
    return ownNamespace ? Namespaces.OWN : Namespaces.WHAT_CAN_BE;
  }

  private ParameterException wrong(String what) {
    return new ParameterException(command.commandLine(), what);
  }
}
