package dev.pgtether.database.protocol;

import java.io.IOException;

/** What a server sent is not read any further: no PostgreSQL sends it to an audit. */
public final class RejectedResponseException extends IOException {

  private static final long serialVersionUID = 1L;

  /** How it is unfit. */
  public enum Reason {
    /** Not PostgreSQL's protocol. */
    PROTOCOL_VIOLATION,
    /** A server that has no process left for another connection. */
    FORK_FAILED,
    /** More than any answer to an audit. */
    TOO_LARGE,
    /** Not too much as such; there is no memory for it beside what is read from others. */
    OUT_OF_MEMORY
  }

  private final Reason reason;

  /**
   * @param clause a clause whose subject is the server
   */
  RejectedResponseException(Reason reason, String clause) {
    super(clause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** A clause whose subject is the server. */
  public String clause() {
    return String.valueOf(getMessage());
  }
}
