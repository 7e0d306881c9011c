package dev.pgtether.sidecar;

import dev.pgtether.collector.HostSockets;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.sidecar.exchange.ExchangeProgram;
import dev.pgtether.sidecar.exchange.Rehearsal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The program: {@code agent}. */
public final class Main {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** Set: a fault in the program itself says where. */
  private static final String DEBUG = "PGTETHER_DEBUG";

  private static final String HELP =
      """
      Reports the TCP connections of the network namespace it stands in, a pod's for instance, and the
      processes that hold them. It only looks.

        agent --once                           connections to port 5432, as JSON on one line
        agent --once --pretty                  the same to read
        agent --once --port 5432 --port 6432   to the server and to the pooler before it

      In a pod that runs it:

        kubectl exec POD -c pgtether-agent -- agent --once --pretty

      Beside an application, as the operator injects it:

        agent exchange                         posts to the operator and waits to be asked

      It takes these from the environment and ends only when it is told to (SIGTERM); whatever is
      wrong is one line on standard error, told to the operator, and tried again:

        PGTETHER_OPERATOR     https://pgtether-agents.pgtether-system.svc:8443, say; must be set
        PGTETHER_TOKEN_FILE   a token for audience pgtether; /var/run/secrets/pgtether/token
        PGTETHER_CA_FILE      roots for the operator; /var/run/secrets/pgtether-ca/ca.crt

      Options:
        --once          look once and print what was seen (schema pgtether.dev/scan/v1)
        --port NUMBER   connections to this port; may be repeated, else 5432
        --pretty        indent the JSON
        --version, --help

      Exit codes: 0 everything was seen; 1 nothing could be seen; 2 the command line is wrong;
      3 some things could not be seen: "limits" says which, and what that would need.
      """;

  private final PrintStream out;
  private final PrintStream err;
  private final InstantSource clock;
  private final Map<String, String> environment;

  Main(PrintStream out, PrintStream err, InstantSource clock, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.clock = clock;
    this.environment = Map.copyOf(environment);
  }

  /** Runs the program and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    Main agent =
        new Main(
            stream(FileDescriptor.out),
            stream(FileDescriptor.err),
            InstantSource.system(),
            environment);
    System.exit(agent.run(List.of(arguments)));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  /** Does what the words ask for; complaints go to {@code err}, never up. */
  int run(List<String> words) {
    int exitCode;
    try {
      exitCode = follow(Arguments.read(words));
    } catch (BadArguments bad) {
      exitCode = complain(bad.getMessage(), "agent --help says what there is", ExitCode.USAGE);
    } catch (UnsupportedOperationException | IllegalStateException cannot) {
      exitCode = complain("nothing was seen: " + cannot.getMessage(), null, ExitCode.FAILED);
    } catch (RuntimeException | Error fault) {
      if (!environment.getOrDefault(DEBUG, "").isEmpty()) {
        fault.printStackTrace(err);
      }
      exitCode =
          complain(
              "a fault in pgtether itself: " + fault,
              "with " + DEBUG + "=1 it says where; please report that",
              ExitCode.FAILED);
    }
    if (out.checkError()) {
      exitCode =
          complain(
              "the output could not be written", "what was written is not whole", ExitCode.FAILED);
    }
    err.flush();
    return exitCode;
  }

  private int follow(Order order) {
    return switch (order) {
      case Order.Help() -> {
        out.print(HELP);
        yield ExitCode.COMPLETE;
      }
      case Order.Version() -> {
        out.println("pgtether agent " + version() + ", Java " + Runtime.version());
        yield ExitCode.COMPLETE;
      }
      case Order.Rehearse(Path folder) -> rehearse(folder);
      case Order.Once once -> look(once);
      case Order.Exchange() -> {
        endAtOnceWhenTold();
        new ExchangeProgram(version(), err, clock).run(environment);
        yield ExitCode.COMPLETE;
      }
    };
  }

  /** There is nothing to bring to an end: no state, and a peer that is used to agents that go. */
  private static void endAtOnceWhenTold() {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(ExitCode.COMPLETE), "end"));
  }

  private int look(Order.Once once) {
    Instant at = clock.instant();
    long begin = System.nanoTime();
    AgentReport report;
    try (HostSockets sockets =
        HostSockets.open(HostSockets.Namespaces.OWN, HostSockets.Search.EVERY_HOLDER)) {
      report = sockets.survey(once.ports(), DEADLINE);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    Scanned scanned = new Scanned(report, Standpoint.own(), version(), once.ports(), at, took);
    out.println(ScanDocument.write(scanned, once.pretty()));
    return report.coverage().isComplete() ? ExitCode.COMPLETE : ExitCode.INCOMPLETE;
  }

  /** Looks at a connection of its own, and tells an operator of its own about it. */
  private int rehearse(Path folder) {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, here);
        Socket client = new Socket(here, server.getLocalPort())) {
      for (boolean pretty : new boolean[] {false, true}) {
        look(new Order.Once(Set.of(client.getPort()), pretty));
      }
      IpAddress address = IpAddress.of(here);
      new Rehearsal(folder)
          .run(
              new Endpoint(address, client.getLocalPort()),
              new Endpoint(address, client.getPort()),
              version(),
              err);
      return ExitCode.COMPLETE;
    } catch (IOException | GeneralSecurityException failed) {
      return complain(failed.getMessage(), null, ExitCode.FAILED);
    }
  }

  private int complain(@Nullable String what, @Nullable String hint, int exitCode) {
    err.println("agent: " + what);
    if (hint != null) {
      err.println("  " + hint);
    }
    return exitCode;
  }

  private static String version() {
    String built = Main.class.getPackage().getImplementationVersion();
    return built == null ? "(not from a jar)" : built;
  }
}
