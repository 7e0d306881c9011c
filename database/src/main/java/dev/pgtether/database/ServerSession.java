package dev.pgtether.database;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.ServerInfo;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.postgresql.jdbc.PgConnection;

/**
 * The one connection that an audit keeps to its server. For one thread at a time, except {@link
 * #cut}.
 *
 * <p>It is never replaced behind the caller's back: a lost session is closed, and to open another
 * one is the caller's decision ({@link DatabaseFailure#reopenAfter}).
 */
public final class ServerSession implements AutoCloseable {

  private final PgConnection connection;
  private final PinnedSocket socket;
  private final Duration patience;
  private final List<IpAddress> resolved;
  private final ServerInfo serverInfo;
  private final ActivityReading activity;
  private final ReadingDiagnosis diagnosis;

  private ServerSession(
      Dialer.Dialled dialled,
      Duration patience,
      ServerInfo serverInfo,
      ActivityReading activity,
      ReadingDiagnosis diagnosis) {
    this.connection = dialled.connection();
    this.socket = dialled.socket();
    this.resolved = dialled.resolved();
    this.patience = patience;
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
  public static ServerSession open(Target target) {
    return open(target, _ -> {});
  }

  /**
   * The same, where not every address may be dialled. The host is resolved once: what {@code
   * allowed} lets pass is what is dialled, whatever the name server says a moment later.
   *
   * @param allowed is given every address of the host, and throws when one of them is forbidden;
   *     what it throws passes through, and nothing was dialled then
   * @throws DatabaseFailure when no session comes about; nothing is left open then
   */
  public static ServerSession open(Target target, Consumer<List<IpAddress>> allowed) {
    return open(target, allowed, AnswerMemory.ofThisProcess());
  }

  /**
   * The same, where sessions share the memory for what servers answer.
   *
   * @throws DatabaseFailure when no session comes about; nothing is left open then
   */
  public static ServerSession open(
      Target target, Consumer<List<IpAddress>> allowed, AnswerMemory memory) {
    return open(target, allowed, memory, SessionSettings.ANSWER_TIMEOUT);
  }

  /**
   * @param patience for the server to answer all that is asked at once
   */
  static ServerSession open(
      Target target, Consumer<List<IpAddress>> allowed, AnswerMemory memory, Duration patience) {
    Dialer.Dialled dialled = new Dialer(target, memory).dial(allowed);
    PgConnection connection = dialled.connection();
    ReadingDiagnosis diagnosis = new ReadingDiagnosis(target);
    Traffic traffic = dialled.socket().traffic();
    traffic.begin(Allowance.LOG_IN);
    try (Deadline deadline = Deadline.over(dialled.socket(), patience)) {
      try {
        Introduction.check(connection, target);
        try (Statement statement = connection.createStatement()) {
          statement.execute(SessionSettings.sql());
        }
        ServerInfo serverInfo = ServerReading.read(connection);
        ActivityReading activity = new ActivityReading(connection);
        return new ServerSession(dialled, patience, serverInfo, activity, diagnosis);
      } catch (DatabaseFailure failed) {
        abort(connection);
        throw failed;
      } catch (SQLException | RuntimeException failed) { // the driver's own, led astray
        abort(connection);
        throw diagnosis.of(failed, traffic.refusal(), deadline.hasPassed() ? patience : null);
      }
    } finally {
      traffic.end();
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
    return serverInfo.versionNumber() / 10_000 > Introduction.NEWEST_TESTED;
  }

  /** Every address that the host resolved to when the session was opened; one for an IP literal. */
  public List<IpAddress> resolved() {
    return resolved;
  }

  /**
   * Reads the activity in a transaction of its own. Its {@link ServerInfo} is what the answering server
   * says about itself now: when it is not {@link ServerInfo#isSameAs} another reading's, the two are
   * not from one server.
   *
   * @throws DatabaseFailure when it cannot be read; the session may be closed then ({@link
   *     #isOpen})
   */
  public ActivitySnapshot read() {
    Traffic traffic = socket.traffic();
    traffic.begin(Allowance.READING);
    try (Deadline deadline = Deadline.over(socket, patience)) {
      try {
        return activity.read(serverInfo);
      } catch (SQLException | RuntimeException failed) { // the driver's own, led astray
        DatabaseFailure failure =
            diagnosis.of(failed, traffic.refusal(), deadline.hasPassed() ? patience : null);
        if (endsSession(failure)) {
          abort(connection);
        }
        throw failure;
      }
    } finally {
      traffic.end();
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
  public void cut() {
    socket.cut();
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
