package dev.pgtether.database;

import java.sql.SQLException;

/** The server answered in PostgreSQL's protocol what no PostgreSQL answers. */
final class UnexpectedAnswer extends SQLException {

  private static final long serialVersionUID = 1L;

  /**
   * @param what goes on after "the server answered, but "
   */
  UnexpectedAnswer(String what) {
    super(what);
  }
}
