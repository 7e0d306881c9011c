package dev.pgtether.database;

import dev.pgtether.correlation.fact.IpAddress;
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
final class Dialer {

  /** Held here because java.util.logging forgets loggers that nobody holds. */
  private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

  private final Target target;
  private final AnswerMemory memory;
  private final OpeningDiagnosis diagnosis;

  /**
   * @param memory for what the server sends
   */
  Dialer(Target target, AnswerMemory memory) {
    this.target = target;
    this.memory = memory;
    this.diagnosis = new OpeningDiagnosis(target);
  }

  /**
   * An open connection, not yet looked at.
   *
   * @param socket beneath it, beneath TLS too: to close it ends whatever the driver waits for
   */
  record Dialled(PgConnection connection, PinnedSocket socket, List<IpAddress> resolved) {}

  /**
   * @param allowed throws when one of the addresses must not be dialled
   * @throws DatabaseFailure when no address leads to a session
   */
  Dialled dial(Consumer<List<IpAddress>> allowed) {
    List<IpAddress> addresses = resolve();
    allowed.accept(addresses);
    DatabaseFailure first = null;
    long end = System.nanoTime() + target.connectTimeout().toNanos();
    for (int i = 0; i < addresses.size(); i++) {
      // An address that swallows packets must leave time for the next one.
      long share = (end - System.nanoTime()) / (addresses.size() - i);
      try {
        return dial(addresses.get(i), addresses, Duration.ofNanos(share));
      } catch (DatabaseFailure failure) {
        first = first == null ? failure : first;
        if (!isWorthAnotherAddress(failure)) {
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
  private static boolean isWorthAnotherAddress(DatabaseFailure failure) {
    return switch (failure.problem()) {
      case REFUSED, UNREACHABLE, TIMED_OUT -> true;
      default -> false;
    };
  }

  private List<IpAddress> resolve() {
    try {
      return Resolver.resolve(target);
    } catch (UnknownHostException unknown) {
      throw diagnosis.unresolvable();
    } catch (TimeoutException slow) {
      throw diagnosis.resolverTimedOut();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw diagnosis.resolverTimedOut();
    }
  }

  private Dialled dial(IpAddress address, List<IpAddress> resolved, Duration patience) {
    AtomicReference<@Nullable String> rejectedNames = new AtomicReference<>();
    try (Deadline deadline = new Deadline(patience)) {
      try {
        PgConnection connection =
            ScopedValue.where(
                    PinnedSocketFactory.DIAL,
                    new PinnedSocketFactory.Dial(
                        address,
                        target.port(),
                        deadline,
                        memory,
                        target.tls().mode() != Tls.Mode.DISABLE))
                .where(CertificateNames.REJECTED, rejectedNames)
                .call(this::connect);
        return new Dialled(connection, Objects.requireNonNull(deadline.socket()), resolved);
      } catch (SQLException | RuntimeException failed) { // the driver's own, led astray
        PinnedSocket socket = deadline.socket();
        RefusedAnswer refused = socket == null ? null : socket.traffic().refusal();
        if (socket != null) {
          socket.traffic().end();
          socket.cut();
        }
        throw refused != null
            ? diagnosis.refused(refused, address)
            : diagnosis.of(failed, address, deadline.hasPassed(), rejectedNames.get());
      }
    }
  }

  /** The driver's constructor, not its URL: a host in a URL could bring parameters of its own. */
  private PgConnection connect() throws SQLException {
    DRIVER_LOG.setLevel(Level.OFF); // it logs as severe what it also throws
    HostSpec host = new HostSpec(new Host(target.host()).text(), target.port());
    return new PgConnection(new HostSpec[] {host}, DriverProperties.of(target), "jdbc:postgresql:");
  }
}
