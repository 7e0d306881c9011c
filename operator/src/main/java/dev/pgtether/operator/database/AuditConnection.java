package dev.pgtether.operator.database;

import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.DatabaseSpec;
import dev.pgtether.operator.api.DatabaseSpec.TargetRole;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.failure.AuditFailedException;

/**
 * The one connection that an audit keeps: opened when there is none. For one thread at a time,
 * except {@link #abort}.
 */
public final class AuditConnection implements AutoCloseable {

  private final SessionOpener sessionOpener;
  private final ReusableConnection<OpenedSession> reusableConnection = new ReusableConnection<>();

  public AuditConnection(SessionOpener sessionOpener) {
    this.sessionOpener = sessionOpener;
  }

  /**
   * The kept session, or a new one when there is none, it broke, or the spec names another server.
   *
   * @throws AuditFailedException when it cannot be opened
   */
  public OpenedSession open(ConnectionAudit audit) {
    return reusableConnection.open(audit.getSpec().database(), () -> openChecked(audit));
  }

  private OpenedSession openChecked(ConnectionAudit audit) {
    OpenedSession openedSession = sessionOpener.open(audit);
    try {
      requireRole(audit, openedSession.session().server());
      return openedSession;
    } catch (AuditFailedException standby) {
      openedSession.close();
      throw standby;
    }
  }

  /**
   * Leaves a server that lost its role, so that the next try finds the one that has it now.
   *
   * @throws AuditFailedException when {@code server} is a standby and the spec asks for the primary
   */
  public void requireRole(ConnectionAudit audit, ServerInfo serverInfo) {
    DatabaseSpec database = audit.getSpec().database();
    if (database.target() == TargetRole.PRIMARY && serverInfo.inRecovery()) {
      close();
      throw new AuditFailedException(
          Reason.NO_PRIMARY,
          "%s:%d is a standby, and database.target asks for the primary; it is looked for again at the next try. To audit the standby set target: any"
              .formatted(database.host(), database.port()));
    }
  }

  /**
   * For good: cuts the session that there is, whatever it waits for; one that logs in is closed as
   * soon as it has. For any thread.
   */
  public void abort() {
    reusableConnection.abort();
  }

  @Override
  public void close() {
    reusableConnection.close();
  }
}
