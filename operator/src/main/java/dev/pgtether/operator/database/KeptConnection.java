package dev.pgtether.operator.database;

import dev.pgtether.correlation.fact.Server;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.DatabaseSpec;
import dev.pgtether.operator.api.DatabaseSpec.Target;
import dev.pgtether.operator.api.Reason;

/**
 * The one connection that an audit keeps: opened when there is none. For one thread at a time,
 * except {@link #cut}.
 */
public final class KeptConnection implements AutoCloseable {

  private final Logins logins;
  private final Keeping<Opened> keeping = new Keeping<>();

  public KeptConnection(Logins logins) {
    this.logins = logins;
  }

  /**
   * The kept session, or a new one when there is none, it broke, or the spec names another server.
   *
   * @throws CannotAudit when it cannot be opened
   */
  public Opened open(ConnectionAudit audit) {
    return keeping.open(audit.getSpec().database(), () -> opened(audit));
  }

  private Opened opened(ConnectionAudit audit) {
    Opened opened = logins.open(audit);
    try {
      requireRole(audit, opened.session().server());
      return opened;
    } catch (CannotAudit standby) {
      opened.close();
      throw standby;
    }
  }

  /**
   * Leaves a server that lost its role, so that the next try finds the one that has it now.
   *
   * @throws CannotAudit when {@code server} is a standby and the spec asks for the primary
   */
  public void requireRole(ConnectionAudit audit, Server server) {
    DatabaseSpec database = audit.getSpec().database();
    if (database.target() == Target.PRIMARY && server.inRecovery()) {
      close();
      throw new CannotAudit(
          Reason.NO_PRIMARY,
          "%s:%d is a standby, and database.target asks for the primary; it is looked for again at the next try. To audit the standby set target: any"
              .formatted(database.host(), database.port()));
    }
  }

  /**
   * For good: cuts the session that there is, whatever it waits for; one that logs in is closed as
   * soon as it has. For any thread.
   */
  public void cut() {
    keeping.cut();
  }

  @Override
  public void close() {
    keeping.close();
  }
}
