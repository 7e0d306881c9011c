package dev.pgtether.database.sql;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.database.protocol.ResponseLimits;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads the activity: one prepared statement, one round trip, one transaction each time. */
public final class ActivityReader implements AutoCloseable {

  /** Each row takes up memory here ({@link ResponseLimits#ACTIVITY}). */
  public static final int MAX_ROWS = ResponseLimits.MAX_ACTIVITY_ROWS;

  private static final long NONE = 0; // InvalidOid
  private static final long UNIX_SOCKET = -1;
  private static final long NO_PORT = -2;

  private final PreparedStatement statement;
  private final CatalogNameCache catalogNameCache;

  public ActivityReader(Connection connection) throws SQLException {
    this.statement = connection.prepareStatement(SqlFile.read("activity.sql"));
    this.statement.setInt(1, MAX_ROWS + 1);
    this.catalogNameCache = new CatalogNameCache(connection);
  }

  /** A row as it was read, its names still numbers. */
  private record UnnamedRow(Backend backend, long role, long database) {}

  /**
   * @param initialInfo the server as it described itself at first
   * @throws UnexpectedResultException when the answer cannot be PostgreSQL's
   */
  public ActivitySnapshot read(ServerInfo initialInfo) throws SQLException {
    List<UnnamedRow> rows = new ArrayList<>();
    ServerInfo serverInfo = null;
    int hidden = 0;
    long begin = System.nanoTime();
    MonotonicInterval interval;
    try (ResultSet row = statement.executeQuery()) {
      interval = new MonotonicInterval(begin, System.nanoTime());
      for (int count = 1; row.next(); count++) {
        if (count > MAX_ROWS) {
          throw new UnexpectedResultException("its activity has more than " + MAX_ROWS + " rows");
        }
        Long postmasterStart = ActivityColumn.POSTMASTER_START.micros(row);
        if (postmasterStart != null) {
          serverInfo = serverInfo(initialInfo, row, postmasterStart);
          continue;
        }
        String type = ActivityColumn.BACKEND_TYPE.text(row);
        if (type == null) {
          hidden += servesRole(row) ? 1 : 0;
        } else {
          rows.add(
              row(row, type.equals("walsender") ? Backend.Kind.WALSENDER : Backend.Kind.CLIENT));
        }
      }
    }
    if (serverInfo == null) {
      throw new UnexpectedResultException("its activity lacks the audit's own session");
    }
    return new ActivitySnapshot(serverInfo, withNames(rows), hidden, interval);
  }

  /**
   * Checkpointer and the like serve no role: their rows are hidden too, and no client is missed by
   * it.
   */
  private static boolean servesRole(ResultSet row) throws SQLException {
    return ActivityColumn.ROLE.number(row, NONE) != NONE;
  }

  private static ServerInfo serverInfo(ServerInfo initialInfo, ResultSet row, long postmasterStart)
      throws SQLException {
    return new ServerInfo(
        initialInfo.version(),
        initialInfo.versionNumber(),
        postmasterStart,
        ActivityColumn.IN_RECOVERY.isTrue(row),
        initialInfo.maxConnections(),
        initialInfo.reservedConnections(),
        id(row),
        initialInfo.auditClient(),
        initialInfo.address(),
        initialInfo.seesAllRows(),
        new ServerInfo.AuthenticationSettings(
            ActivityColumn.OFFERS_TLS.isTrue(row),
            Duration.ofSeconds(ActivityColumn.ADMISSION_SECONDS.number(row, 0))));
  }

  private static BackendId id(ResultSet row) throws SQLException {
    return new BackendId(
        (int) ActivityColumn.PID.number(row, 0), ActivityColumn.BACKEND_START.requiredMicros(row));
  }

  private static UnnamedRow row(ResultSet row, Backend.Kind kind) throws SQLException {
    String state = ActivityColumn.STATE.text(row);
    Backend backend =
        new Backend(
            id(row),
            kind,
            client(row),
            state == null ? SessionState.UNKNOWN : SessionState.ofWord(state),
            ActivityColumn.STATE_CHANGE.micros(row),
            ActivityColumn.QUERY_START.micros(row),
            ActivityColumn.WAIT_EVENT.text(row),
            ActivityColumn.READ_AT.requiredMicros(row),
            null,
            null,
            ActivityColumn.APPLICATION_NAME.text(row));
    return new UnnamedRow(
        backend, ActivityColumn.ROLE.number(row, NONE), ActivityColumn.DATABASE.number(row, NONE));
  }

  /** pg_stat_get_activity, "client_port": −1 stands for a Unix-domain socket. */
  private static ClientAddress client(ResultSet row) throws SQLException {
    IpAddress address = ActivityColumn.CLIENT_ADDRESS.address(row);
    long port = ActivityColumn.CLIENT_PORT.number(row, NO_PORT);
    if (address != null && port >= 0 && port <= 0xFFFF) {
      return new ClientAddress.Tcp(new Endpoint(address, (int) port));
    }
    return address == null && port == UNIX_SOCKET
        ? new ClientAddress.UnixSocket()
        : new ClientAddress.None();
  }

  private List<Backend> withNames(List<UnnamedRow> rows) throws SQLException {
    catalogNameCache.load(
        rows.stream().mapToLong(UnnamedRow::role), rows.stream().mapToLong(UnnamedRow::database));
    List<Backend> backends = new ArrayList<>(rows.size());
    for (UnnamedRow unnamedRow : rows) {
      Backend backend = unnamedRow.backend();
      backends.add(
          new Backend(
              backend.id(),
              backend.kind(),
              backend.client(),
              backend.state(),
              backend.stateChangeMicros(),
              backend.queryStartMicros(),
              backend.waitEvent(),
              backend.readAtMicros(),
              catalogNameCache.ofRole(unnamedRow.role()),
              catalogNameCache.ofDatabase(unnamedRow.database()),
              backend.application()));
    }
    return backends;
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
