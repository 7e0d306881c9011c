package dev.pgtether.testkit.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What a person asks PostgreSQL instead: the bare view, as JDBC hands it over. */
public final class WholeActivity {

  private WholeActivity() {}

  /** Reads every column of every row; answers how many rows there are. */
  public static long read(Connection connection) throws SQLException {
    long rows = 0;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select * from pg_stat_activity")) {
      int columns = row.getMetaData().getColumnCount();
      while (row.next()) {
        rows++;
        for (int column = 1; column <= columns; column++) {
          row.getString(column);
        }
      }
    }
    return rows;
  }
}
