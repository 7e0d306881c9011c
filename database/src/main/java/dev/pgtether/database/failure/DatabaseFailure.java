package dev.pgtether.database.failure;

import java.time.Duration;

/**
 * Why a PostgreSQL could not be opened or read. The message is one line: what was tried, on what,
 * why it failed; it holds no password and nothing that a terminal would obey.
 */
public final class DatabaseFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What went wrong, as far as it leads to different next steps. */
  public enum Problem {
    /** The host name has no address. */
    CANNOT_RESOLVE,
    /** The host is there, and nobody listens on the port. */
    REFUSED,
    /** No route leads to the host. */
    UNREACHABLE,
    /** No answer in time. */
    TIMED_OUT,
    /** The server speaks no TLS, and the target asks for it. */
    TLS_UNAVAILABLE,
    /** The certificate's issuer is not trusted. */
    TLS_UNTRUSTED,
    /** The certificate is for another name. */
    TLS_HOSTNAME,
    /** The certificate is no longer, or not yet, valid. */
    TLS_EXPIRED,
    /** TLS failed in another way. */
    TLS_OTHER,
    /** The server lets this role in from here only with TLS, as far as it says. */
    TLS_REQUIRED_BY_SERVER,
    /** The role, its password or pg_hba.conf. */
    AUTHENTICATION,
    /** The server asks for a password by a method that the target does not allow. */
    METHOD_NOT_ALLOWED,
    NO_SUCH_DATABASE,
    /** No connection slot is free. */
    SLOTS_EXHAUSTED,
    /** The role lacks a right. */
    RIGHT_MISSING,
    /** The server is starting, recovering or stopping, and takes no connections now. */
    STARTING_UP,
    /** An administrator or the server itself ended the session. */
    SHUTTING_DOWN,
    /** Something between here and PostgreSQL hands connections on. */
    POOLER_IN_PATH,
    UNSUPPORTED_VERSION,
    /** Something else than PostgreSQL answers. */
    NOT_POSTGRES,
    /** The kept connection broke. */
    CONNECTION_LOST,
    /** A statement took too long, or waited too long for a lock. */
    QUERY_TIMEOUT,
    /** The answer is not what PostgreSQL gives. */
    BAD_ANSWER,
    /** The answer is larger than any to an audit, or than there is memory for. */
    ANSWER_TOO_LARGE
  }

  private final Problem problem;
  private final String advice;
  private final Duration reopenAfter;

  public DatabaseFailure(Problem problem, String message, String advice) {
    this(problem, message, advice, Duration.ZERO);
  }

  public DatabaseFailure(Problem problem, String message, String advice, Duration reopenAfter) {
    super(message, null, false, false);
    this.problem = problem;
    this.advice = advice;
    this.reopenAfter = reopenAfter;
  }

  public Problem problem() {
    return problem;
  }

  /** What to do next, in one line. */
  public String advice() {
    return advice;
  }

  /**
   * How long to wait before another connection is opened: after a client's timeout the server may
   * still hold the first one, and an audit must never hold two.
   */
  public Duration reopenAfter() {
    return reopenAfter;
  }
}
