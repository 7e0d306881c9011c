package dev.pgtether.testkit.it.cluster.runtime;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Sessions of somebody else. */
record Sessions(List<Connection> open) implements AutoCloseable {
  private static final int MOST = 200;
  private static final String TOO_MANY_CLIENTS = "53300";

  static Sessions open(int count, String host, int port, String user, String password) {
    Sessions sessions = new Sessions(new ArrayList<>());
    try {
      for (int i = 0; i < count; i++) {
        sessions.open.add(connect(host, port, user, password));
      }
      return sessions;
    } catch (SQLException failed) {
      sessions.close();
      throw new IllegalStateException("could not open %d sessions".formatted(count), failed);
    }
  }

  /** As many as the server lets in. */
  static Sessions fillingUp(String host, int port, String user, String password) {
    Sessions sessions = new Sessions(new ArrayList<>());
    try {
      while (sessions.open.size() < MOST) {
        sessions.open.add(connect(host, port, user, password));
      }
      throw new IllegalStateException("the server has more than " + MOST + " slots");
    } catch (SQLException full) {
      if (!TOO_MANY_CLIENTS.equals(full.getSQLState())) {
        sessions.close();
        throw new IllegalStateException("could not fill the server", full);
      }
      return sessions;
    }
  }

  private static Connection connect(String host, int port, String user, String password)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/postgres?sslmode=disable".formatted(host, port), user, password);
  }

  @Override
  public void close() {
    for (Connection session : open) {
      try {
        session.close();
      } catch (SQLException alreadyLost) {
        // Nothing is left to close.
      }
    }
  }
}
