package dev.pgtether.testkit.it.program;

import dev.pgtether.audit.Audit;
import dev.pgtether.audit.AuditResult;
import dev.pgtether.audit.ServerNames;
import dev.pgtether.audit.document.Audited;
import dev.pgtether.audit.document.JsonDocument;
import dev.pgtether.collector.HostSockets;
import dev.pgtether.collector.HostSockets.Namespaces;
import dev.pgtether.collector.HostSockets.Search;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome.Paired;
import dev.pgtether.database.ServerSession;
import dev.pgtether.database.config.ConnectionTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The process behind an {@link Auditor}: audits over one kept connection, once a line of its
 * standard input, and prints the document as a line. Argument: the server's URL.
 */
public final class AuditorProgram {
  private static final Duration SCAN_DEADLINE = Duration.ofSeconds(10);

  private final Audit audit;
  private final String role;
  private PairingMemory pairingMemory = PairingMemory.NONE;

  private AuditorProgram(Audit audit, String role) {
    this.audit = audit;
    this.role = role;
  }

  public static void main(String[] arguments) throws IOException {
    ConnectionTarget connectionTarget =
        ConnectionTarget.parse(arguments[0], Map.of(), Path.of("/nonexistent"));
    try (ServerSession session = ServerSession.open(connectionTarget);
        HostSockets sockets = HostSockets.open(Namespaces.WHOLE_HOST, Search.EVERY_HOLDER)) {
      ServerNames names = new ServerNames(session.resolved(), connectionTarget.port(), List.of());
      AuditorProgram program =
          new AuditorProgram(
              Audit.ofThisHost(
                  session::read, sockets::scan, names, SCAN_DEADLINE, Clock.systemUTC()),
              connectionTarget.user());
      System.out.println("ready");
      BufferedReader orders =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      @Nullable String order;
      while ((order = orders.readLine()) != null) {
        System.out.println(program.audit(order.equals(Auditor.AFRESH)));
      }
    }
    System.exit(0);
  }

  private String audit(boolean afresh) {
    long begin = System.nanoTime();
    AuditResult result = audit.run(afresh ? PairingMemory.NONE : pairingMemory);
    if (!(result.pairingOutcome() instanceof Paired paired)) {
      throw new IllegalStateException("the audit is void");
    }
    pairingMemory = paired.memory();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    return JsonDocument.compact(Audited.of(result, role, paired, false, took));
  }
}
