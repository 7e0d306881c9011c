package dev.pgtether.testkit.it.cluster.runtime;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Sessions that take every slot that is left. */
record Crowd(List<Connection> sessions) implements AutoCloseable {
  private static final int MOST = 200;
  private static final String TOO_MANY_CLIENTS = "53300";

  static Crowd fillingUp(String host, int port) {
    Crowd crowd = new Crowd(new ArrayList<>());
    try {
      while (crowd.size() < MOST) {
        crowd.sessions.add(connect(host, port, "monitor", "secret"));
      }
      throw new IllegalStateException("the server has more than " + MOST + " slots");
    } catch (SQLException full) {
      if (!TOO_MANY_CLIENTS.equals(full.getSQLState())) {
        throw new IllegalStateException(full);
      }
      return crowd;
    }
  }

  static Connection connect(String host, int port, String user, String password)
      throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/postgres?sslmode=disable".formatted(host, port), user, password);
  }

  int size() {
    return sessions.size();
  }

  @Override
  public void close() {
    for (Connection session : sessions) {
      try {
        session.close();
      } catch (SQLException alreadyLost) {
        // Nothing is left to close.
      }
    }
  }
}
