package dev.pgtether.database.driver;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.config.Host;
import dev.pgtether.database.config.TlsConfig;
import dev.pgtether.database.diagnosis.ConnectDiagnosis;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.protocol.RejectedResponseException;
import dev.pgtether.database.protocol.ResponseMemoryBudget;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/** Opens the driver's connection to a target, address by address as libpq does. */
public final class DriverConnector {

  /** Held here because java.util.logging forgets loggers that nobody holds. */
  private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

  private final ConnectionTarget connectionTarget;
  private final ResponseMemoryBudget memory;
  private final ConnectDiagnosis diagnosis;

  /**
   * @param memory for what the server sends
   */
  public DriverConnector(ConnectionTarget connectionTarget, ResponseMemoryBudget memory) {
    this.connectionTarget = connectionTarget;
    this.memory = memory;
    this.diagnosis = new ConnectDiagnosis(connectionTarget);
  }

  /**
   * An open connection, not yet looked at.
   *
   * @param socket beneath it, beneath TLS too: to close it ends whatever the driver waits for
   */
  public record DriverConnection(
      PgConnection connection, MeteredSocket socket, List<IpAddress> resolved) {}

  /**
   * @param addressCheck throws when one of the addresses must not be dialled
   * @throws DatabaseFailure when no address leads to a session
   */
  public DriverConnection connect(Consumer<List<IpAddress>> addressCheck) {
    List<IpAddress> addresses = resolve();
    addressCheck.accept(addresses);
    DatabaseFailure first = null;
    long deadlineNanos = System.nanoTime() + connectionTarget.connectTimeout().toNanos();
    for (int i = 0; i < addresses.size(); i++) {
      // An address that swallows packets must leave time for the next one.
      long timeForAddress = (deadlineNanos - System.nanoTime()) / (addresses.size() - i);
      try {
        return connect(addresses.get(i), addresses, Duration.ofNanos(timeForAddress));
      } catch (DatabaseFailure failure) {
        first = first == null ? failure : first;
        if (!mayTryNextAddress(failure)) {
          throw failure;
        }
      }
    }
    throw first != null ? first : diagnosis.unresolvable();
  }

  /**
   * Like libpq: another address may help when nobody answered, never when the server itself said
   * no.
   */
  private static boolean mayTryNextAddress(DatabaseFailure failure) {
    return switch (failure.problem()) {
      case REFUSED, UNREACHABLE, TIMED_OUT -> true;
      default -> false;
    };
  }

  private List<IpAddress> resolve() {
    try {
      return HostResolver.resolve(connectionTarget);
    } catch (UnknownHostException unknown) {
      throw diagnosis.unresolvable();
    } catch (TimeoutException slow) {
      throw diagnosis.resolverTimedOut();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw diagnosis.resolverTimedOut();
    }
  }

  private DriverConnection connect(IpAddress address, List<IpAddress> resolved, Duration timeout) {
    AtomicReference<@Nullable String> rejectedNames = new AtomicReference<>();
    try (SocketDeadline socketDeadline = new SocketDeadline(timeout)) {
      try {
        PgConnection connection =
            ScopedValue.where(
                    PinnedAddressSocketFactory.CONNECT_REQUEST,
                    new PinnedAddressSocketFactory.ConnectRequest(
                        address,
                        connectionTarget.port(),
                        socketDeadline,
                        memory,
                        connectionTarget.tlsConfig().mode() != TlsConfig.Mode.DISABLE))
                .where(RecordingHostnameVerifier.REJECTED_NAMES, rejectedNames)
                .call(this::newDriverConnection);
        return new DriverConnection(
            connection, Objects.requireNonNull(socketDeadline.socket()), resolved);
      } catch (SQLException | RuntimeException failed) { // the driver's own, led astray
        MeteredSocket socket = socketDeadline.socket();
        RejectedResponseException refused =
            socket == null ? null : socket.responseLimiter().rejection();
        if (socket != null) {
          socket.responseLimiter().endExchange();
          socket.abort();
        }
        throw refused != null
            ? diagnosis.ofRejection(refused, address)
            : diagnosis.of(failed, address, socketDeadline.hasPassed(), rejectedNames.get());
      }
    }
  }

  /** The driver's constructor, not its URL: a host in a URL could bring parameters of its own. */
  private PgConnection newDriverConnection() throws SQLException {
    DRIVER_LOG.setLevel(Level.OFF); // it logs as severe what it also throws
    HostSpec host = new HostSpec(new Host(connectionTarget.host()).text(), connectionTarget.port());
    return new PgConnection(
        new HostSpec[] {host}, DriverProperties.of(connectionTarget), "jdbc:postgresql:");
  }
}
