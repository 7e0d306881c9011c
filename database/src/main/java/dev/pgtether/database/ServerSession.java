package dev.pgtether.database;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.diagnosis.ReadDiagnosis;
import dev.pgtether.database.driver.DriverConnector;
import dev.pgtether.database.driver.MeteredSocket;
import dev.pgtether.database.driver.SocketDeadline;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.protocol.ResponseLimiter;
import dev.pgtether.database.protocol.ResponseLimits;
import dev.pgtether.database.protocol.ResponseMemoryBudget;
import dev.pgtether.database.sql.ActivityReader;
import dev.pgtether.database.sql.ServerInfoReader;
import dev.pgtether.database.sql.SessionSettings;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.postgresql.jdbc.PgConnection;

/**
 * The one connection that an audit keeps to its server. For one thread at a time, except {@link
 * #abort}.
 *
 * <p>It is never replaced behind the caller's back: a lost session is closed, and to open another
 * one is the caller's decision ({@link DatabaseFailure#reopenAfter}).
 */
public final class ServerSession implements AutoCloseable {

  private final PgConnection connection;
  private final MeteredSocket socket;
  private final Duration responseTimeout;
  private final List<IpAddress> resolved;
  private final ServerInfo serverInfo;
  private final ActivityReader activity;
  private final ReadDiagnosis diagnosis;

  private ServerSession(
      DriverConnector.DriverConnection driverConnection,
      Duration responseTimeout,
      ServerInfo serverInfo,
      ActivityReader activity,
      ReadDiagnosis diagnosis) {
    this.connection = driverConnection.connection();
    this.socket = driverConnection.socket();
    this.resolved = driverConnection.resolved();
    this.responseTimeout = responseTimeout;
    this.serverInfo = serverInfo;
    this.activity = activity;
    this.diagnosis = diagnosis;
  }

  /**
   * Connects, logs in, makes sure that PostgreSQL itself is at the other end, and sets the session
   * up.
   *
   * @throws DatabaseFailure when any of it fails; nothing is left open then
   */
  public static ServerSession open(ConnectionTarget connectionTarget) {
    return open(connectionTarget, _ -> {});
  }

  /**
   * The same, where not every address may be dialled. The host is resolved once: what {@code
   * allowed} lets pass is what is dialled, whatever the name server says a moment later.
   *
   * @param addressCheck is given every address of the host, and throws when one of them is
   *     forbidden; what it throws passes through, and nothing was dialled then
   * @throws DatabaseFailure when no session comes about; nothing is left open then
   */
  public static ServerSession open(
      ConnectionTarget connectionTarget, Consumer<List<IpAddress>> addressCheck) {
    return open(connectionTarget, addressCheck, ResponseMemoryBudget.ofThisProcess());
  }

  /**
   * The same, where sessions share the memory for what servers answer.
   *
   * @throws DatabaseFailure when no session comes about; nothing is left open then
   */
  public static ServerSession open(
      ConnectionTarget connectionTarget,
      Consumer<List<IpAddress>> addressCheck,
      ResponseMemoryBudget memory) {
    return open(connectionTarget, addressCheck, memory, SessionSettings.RESPONSE_TIMEOUT);
  }

  /**
   * @param responseTimeout for the server to answer all that is asked at once
   */
  static ServerSession open(
      ConnectionTarget connectionTarget,
      Consumer<List<IpAddress>> addressCheck,
      ResponseMemoryBudget memory,
      Duration responseTimeout) {
    DriverConnector.DriverConnection driverConnection =
        new DriverConnector(connectionTarget, memory).connect(addressCheck);
    PgConnection connection = driverConnection.connection();
    ReadDiagnosis diagnosis = new ReadDiagnosis(connectionTarget);
    ResponseLimiter responseLimiter = driverConnection.socket().responseLimiter();
    responseLimiter.beginExchange(ResponseLimits.LOGIN);
    try (SocketDeadline socketDeadline =
        SocketDeadline.over(driverConnection.socket(), responseTimeout)) {
      try {
        ServerPreflightCheck.check(connection, connectionTarget);
        try (Statement statement = connection.createStatement()) {
          statement.execute(SessionSettings.setStatements());
        }
        ServerInfo serverInfo = ServerInfoReader.read(connection);
        ActivityReader activity = new ActivityReader(connection);
        return new ServerSession(
            driverConnection, responseTimeout, serverInfo, activity, diagnosis);
      } catch (DatabaseFailure failed) {
        abort(connection);
        throw failed;
      } catch (SQLException | RuntimeException failed) { // the driver's own, led astray
        abort(connection);
        throw diagnosis.of(
            failed,
            responseLimiter.rejection(),
            socketDeadline.hasPassed() ? responseTimeout : null);
      }
    } finally {
      responseLimiter.endExchange();
    }
  }

  /** The server as it described itself when the session was opened. */
  public ServerInfo server() {
    return serverInfo;
  }

  /**
   * The server is newer than any that the audit's statements were tested with: read as the newest
   * known.
   */
  public boolean isNewerThanTested() {
    return serverInfo.versionNumber() / 10_000 > ServerPreflightCheck.NEWEST_TESTED;
  }

  /** Every address that the host resolved to when the session was opened; one for an IP literal. */
  public List<IpAddress> resolved() {
    return resolved;
  }

  /**
   * Reads the activity in a transaction of its own. Its {@link ServerInfo} is what the answering
   * server says about itself now: when it is not {@link ServerInfo#isSameAs} another reading's, the
   * two are not from one server.
   *
   * @throws DatabaseFailure when it cannot be read; the session may be closed then ({@link
   *     #isOpen})
   */
  public ActivitySnapshot read() {
    ResponseLimiter responseLimiter = socket.responseLimiter();
    responseLimiter.beginExchange(ResponseLimits.ACTIVITY);
    try (SocketDeadline socketDeadline = SocketDeadline.over(socket, responseTimeout)) {
      try {
        return activity.read(serverInfo);
      } catch (SQLException | RuntimeException failed) { // the driver's own, led astray
        DatabaseFailure failure =
            diagnosis.of(
                failed,
                responseLimiter.rejection(),
                socketDeadline.hasPassed() ? responseTimeout : null);
        if (endsSession(failure)) {
          abort(connection);
        }
        throw failure;
      }
    } finally {
      responseLimiter.endExchange();
    }
  }

  /** The session can be read, as far as is known without asking the server. */
  public boolean isOpen() {
    try {
      return !connection.isClosed();
    } catch (SQLException unknown) {
      return false;
    }
  }

  /** Cuts the connection, whatever it waits for. For any thread. */
  public void abort() {
    socket.abort();
  }

  /** Logs out. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException alreadyLost) {
      abort(connection);
    }
  }

  private static boolean endsSession(DatabaseFailure failure) {
    return switch (failure.problem()) {
      case QUERY_TIMEOUT -> !failure.reopenAfter().isZero();
      case RIGHT_MISSING -> false;
      default -> true;
    };
  }

  private static void abort(PgConnection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException alreadyLost) {
      // Nothing is left to close.
    }
  }
}
