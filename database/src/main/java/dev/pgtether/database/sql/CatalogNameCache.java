package dev.pgtether.database.sql;

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
final class CatalogNameCache {

  /** A role may be renamed; its oid stays. */
  private static final Duration REFRESH_INTERVAL = Duration.ofMinutes(1);

  /** After a look-up that failed: the next reading must not wait behind the same lock again. */
  private static final Duration RETRY_DELAY = Duration.ofSeconds(30);

  /** A server has a few; one that names others each time must not fill the memory. */
  private static final int MAX_CACHED = 20_000;

  private final CatalogTable roles;
  private final CatalogTable databases;

  CatalogNameCache(Connection connection) {
    this.roles =
        new CatalogTable(
            connection, "select oid::int8, rolname from pg_catalog.pg_roles where oid = any (?)");
    this.databases =
        new CatalogTable(
            connection,
            "select oid::int8, datname from pg_catalog.pg_database where oid = any (?)");
  }

  /**
   * Looks up what is not known yet; 0 stands for none. What cannot be looked up has no name; it
   * fails only when the connection is lost.
   */
  void load(LongStream roleOids, LongStream databaseOids) throws SQLException {
    roles.load(roleOids);
    databases.load(databaseOids);
  }

  @Nullable String ofRole(long oid) {
    return roles.names.get(oid);
  }

  @Nullable String ofDatabase(long oid) {
    return databases.names.get(oid);
  }

  private static final class CatalogTable {

    private final Connection connection;
    private final String sql;
    private final Map<Long, String> names = new HashMap<>();
    private final Set<Long> missing = new HashSet<>();
    private long refreshedNanos;
    private long retryNanos = System.nanoTime();

    CatalogTable(Connection connection, String sql) {
      this.connection = connection;
      this.sql = sql;
      this.refreshedNanos = retryNanos;
    }

    void load(LongStream oids) throws SQLException {
      long now = System.nanoTime();
      boolean stale =
          now - refreshedNanos > REFRESH_INTERVAL.toNanos()
              || names.size() + missing.size() > MAX_CACHED;
      Set<Long> wanted = new HashSet<>();
      oids.filter(oid -> oid != 0 && (stale || (!names.containsKey(oid) && !missing.contains(oid))))
          .forEach(wanted::add);
      if (wanted.isEmpty() || now - retryNanos < 0) {
        return;
      }
      try {
        lookUp(wanted, stale);
      } catch (SQLException locked) {
        if (connection.isClosed()) {
          throw locked;
        }
        retryNanos = System.nanoTime() + RETRY_DELAY.toNanos();
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
        missing.clear();
        refreshedNanos = System.nanoTime();
      }
      names.putAll(found);
      wanted.stream().filter(oid -> !found.containsKey(oid)).forEach(missing::add);
    }
  }
}
