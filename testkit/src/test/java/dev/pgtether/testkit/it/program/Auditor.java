package dev.pgtether.testkit.it.program;

import dev.pgtether.testkit.client.Address;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.Child;
import dev.pgtether.testkit.process.JavaProgram;
import dev.pgtether.testkit.process.Place;
import java.time.Duration;

/**
 * Audits one server as often as it is told, over one kept connection as a watch does, in a process
 * of its own: wherever, and as whoever, that is started.
 */
public final class Auditor implements AutoCloseable {
  static final String AFRESH = "afresh";
  private static final String AGAIN = "again";
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final Child child;

  private Auditor(Child child) {
    this.child = child;
  }

  /** As the superuser, without TLS, from there. */
  public static Auditor of(Address server, Place place) {
    Child child = Child.start(JavaProgram.command(place, AuditorProgram.class, url(server)));
    try {
      child.hear(DEADLINE);
      return new Auditor(child);
    } catch (RuntimeException failed) {
      child.close();
      throw failed;
    }
  }

  /** The URL of a server that trusts us or takes the testkit's password, without TLS. */
  public static String url(Address server) {
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
    child.say(how);
    return Document.of(child.hear(DEADLINE));
  }

  @Override
  public void close() {
    child.close();
  }
}
