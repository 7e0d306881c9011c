package dev.pgtether.database.sql;

import java.time.Duration;

/**
 * What the kept connection tells the server about itself. Sent only once it is known that no pooler
 * is in between.
 */
public final class SessionSettings {

  /** For one statement of the audit, which takes milliseconds. */
  public static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

  /** Above the statement's, so that the server gives up first and says so. */
  public static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(15);

  /**
   * For all that is asked at once. The socket's timeout is for each read: a server that sends a
   * byte now and then outlives it.
   */
  public static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(20);

  /**
   * By then a server that heard nothing more from this side has ended the session (the keepalives
   * below).
   */
  public static final Duration DEAD_CLIENT_TIMEOUT = Duration.ofSeconds(30);

  private SessionSettings() {}

  /**
   * Each has its reason: a server's {@code idle_session_timeout} would end the kept connection; the
   * names in our statements are PostgreSQL's own; nothing is ever written; compiling a statement
   * costs more than running it; an audit must not wait behind a lock; the server notices within
   * half a minute that this side is gone.
   */
  public static String setStatements() {
    return """
    set search_path = pg_catalog;
    set default_transaction_read_only = on;
    set idle_session_timeout = 0;
    set idle_in_transaction_session_timeout = '30s';
    set statement_timeout = '%ds';
    set lock_timeout = '250ms';
    set jit = off;
    set client_min_messages = error;
    set tcp_keepalives_idle = 10;
    set tcp_keepalives_interval = 5;
    set tcp_keepalives_count = 3;
    set tcp_user_timeout = '25s'\
    """
        .formatted(STATEMENT_TIMEOUT.toSeconds());
  }
}
