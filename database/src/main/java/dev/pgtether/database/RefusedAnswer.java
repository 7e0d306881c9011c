package dev.pgtether.database;

import java.io.IOException;

/** What a server sent is not read any further: no PostgreSQL sends it to an audit. */
final class RefusedAnswer extends IOException {

  private static final long serialVersionUID = 1L;

  /** How it is unfit. */
  enum Kind {
    /** Not PostgreSQL's protocol. */
    NOT_THE_PROTOCOL,
    /** A server that has no process left for another connection. */
    NO_PROCESS,
    /** More than any answer to an audit. */
    TOO_MUCH,
    /** Not too much as such; there is no memory for it beside what is read from others. */
    NO_MEMORY
  }

  private final Kind kind;

  /**
   * @param what a clause whose subject is the server
   */
  RefusedAnswer(Kind kind, String what) {
    super(what);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** A clause whose subject is the server. */
  String what() {
    return String.valueOf(getMessage());
  }
}
