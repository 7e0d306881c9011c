package dev.pgtether.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Names of roles and databases by oid, looked up apart from the activity: a lock on pg_authid or
 * pg_database, which a migration may hold for minutes, costs an audit its names and nothing else.
 */
final class Names {

  /** A role may be renamed; its oid stays. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  /** After a look-up that failed: the next reading must not wait behind the same lock again. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** A server has a few; one that names others each time must not fill the memory. */
  private static final int MOST_KNOWN = 20_000;

  private final Catalog roles;
  private final Catalog databases;

  Names(Connection connection) {
    this.roles =
        new Catalog(
            connection, "select oid::int8, rolname from pg_catalog.pg_roles where oid = any (?)");
    this.databases =
        new Catalog(
            connection,
            "select oid::int8, datname from pg_catalog.pg_database where oid = any (?)");
  }

  /**
   * Looks up what is not known yet; 0 stands for none. What cannot be looked up has no name; it
   * fails only when the connection is lost.
   */
  void learn(LongStream roleOids, LongStream databaseOids) throws SQLException {
    roles.learn(roleOids);
    databases.learn(databaseOids);
  }

  @Nullable String ofRole(long oid) {
    return roles.names.get(oid);
  }

  @Nullable String ofDatabase(long oid) {
    return databases.names.get(oid);
  }

  private static final class Catalog {

    private final Connection connection;
    private final String sql;
    private final Map<Long, String> names = new HashMap<>();
    private final Set<Long> unknown = new HashSet<>();
    private long readNanos;
    private long notBeforeNanos = System.nanoTime();

    Catalog(Connection connection, String sql) {
      this.connection = connection;
      this.sql = sql;
      this.readNanos = notBeforeNanos;
    }

    void learn(LongStream oids) throws SQLException {
      long now = System.nanoTime();
      boolean stale =
          now - readNanos > FRESH.toNanos() || names.size() + unknown.size() > MOST_KNOWN;
      Set<Long> wanted = new HashSet<>();
      oids.filter(oid -> oid != 0 && (stale || (!names.containsKey(oid) && !unknown.contains(oid))))
          .forEach(wanted::add);
      if (wanted.isEmpty() || now - notBeforeNanos < 0) {
        return;
      }
      try {
        lookUp(wanted, stale);
      } catch (SQLException locked) {
        if (connection.isClosed()) {
          throw locked;
        }
        notBeforeNanos = System.nanoTime() + PAUSE.toNanos();
      }
    }

    private void lookUp(Set<Long> wanted, boolean all) throws SQLException {
      Map<Long, String> found = new HashMap<>();
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        Array oids = connection.createArrayOf("oid", wanted.toArray());
        statement.setArray(1, oids);
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            long oid = row.getLong(1);
            if (wanted.contains(oid)) {
              found.put(oid, row.getString(2));
            }
          }
        }
      }
      if (all) {
        names.clear();
        unknown.clear();
        readNanos = System.nanoTime();
      }
      names.putAll(found);
      wanted.stream().filter(oid -> !found.containsKey(oid)).forEach(unknown::add);
    }
  }
}
