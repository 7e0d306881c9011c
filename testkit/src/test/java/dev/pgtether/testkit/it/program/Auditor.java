package dev.pgtether.testkit.it.program;

import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.ChildProcess;
import dev.pgtether.testkit.process.JavaCommand;
import dev.pgtether.testkit.process.ProcessContext;
import dev.pgtether.testkit.protocol.ServerAddress;
import java.time.Duration;

/**
 * Audits one server as often as it is told, over one kept connection as a watch does, in a process
 * of its own: wherever, and as whoever, that is started.
 */
public final class Auditor implements AutoCloseable {
  static final String AFRESH = "afresh";
  private static final String AGAIN = "again";
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final ChildProcess childProcess;

  private Auditor(ChildProcess childProcess) {
    this.childProcess = childProcess;
  }

  /** As the superuser, without TLS, from there. */
  public static Auditor of(ServerAddress server, ProcessContext processContext) {
    ChildProcess childProcess =
        ChildProcess.start(
            JavaCommand.forProgram(processContext, AuditorProgram.class, url(server)));
    try {
      childProcess.readLine(DEADLINE);
      return new Auditor(childProcess);
    } catch (RuntimeException failed) {
      childProcess.close();
      throw failed;
    }
  }

  /** The URL of a server that trusts us or takes the testkit's password, without TLS. */
  public static String url(ServerAddress server) {
    String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
    return "postgresql://%s:%s@%s:%d/%s?sslmode=disable"
        .formatted(
            PostgresServer.USER,
            PostgresServer.PASSWORD.replace(" ", "%20"),
            host,
            server.port(),
            PostgresServer.DATABASE);
  }

  /** With what the audit before has left. */
  public Document audit() {
    return ask(AGAIN);
  }

  /** As if it were the first one. */
  public Document auditAfresh() {
    return ask(AFRESH);
  }

  private Document ask(String how) {
    childProcess.writeLine(how);
    return Document.of(childProcess.readLine(DEADLINE));
  }

  @Override
  public void close() {
    childProcess.close();
  }
}
