package dev.pgtether.database.sql;

import java.sql.SQLException;

/** The server answered in PostgreSQL's protocol what no PostgreSQL answers. */
public final class UnexpectedResultException extends SQLException {

  private static final long serialVersionUID = 1L;

  /**
   * @param what goes on after "the server answered, but "
   */
  public UnexpectedResultException(String what) {
    super(what);
  }
}
