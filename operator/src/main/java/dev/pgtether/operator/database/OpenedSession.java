package dev.pgtether.operator.database;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.database.ServerSession;
import java.util.List;

/**
 * A session, and under which circumstances it was opened.
 *
 * @param role that has logged in
 * @param alsoKnownAs endpoints that the spec says lead to this server alone
 */
public record OpenedSession(ServerSession session, String role, List<Endpoint> alsoKnownAs)
    implements ReusableConnection.Connection {

  public OpenedSession {
    alsoKnownAs = List.copyOf(alsoKnownAs);
  }

  @Override
  public boolean isOpen() {
    return session.isOpen();
  }

  @Override
  public void abort() {
    session.abort();
  }

  @Override
  public void close() {
    session.close();
  }
}
