package dev.pgtether.operator.database;

import dev.pgtether.operator.api.DatabaseSpec;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.failure.AuditFailedException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one line to one server. For one thread at a time, except {@link #abort}.
 *
 * @param <L> the line
 */
final class ReusableConnection<L extends ReusableConnection.Connection> {

  private volatile @Nullable L current;
  private volatile boolean aborted;
  private @Nullable DatabaseSpec openedFor;

  /** Something that is open, and breaks or is closed one day. */
  interface Connection extends AutoCloseable {

    boolean isOpen();

    /** Ends whatever it waits for. For any thread. */
    void abort();

    @Override
    void close();
  }

  /**
   * The kept line, or a new one when there is none, it broke, or another server is wanted.
   *
   * @param opener opens one, within a time of its own
   * @throws AuditFailedException when it was cut meanwhile; nothing is left open then
   */
  L open(DatabaseSpec database, Supplier<L> opener) {
    L connection = current;
    if (connection != null && connection.isOpen() && database.equals(openedFor)) {
      return connection;
    }
    close();
    L opened = opener.get();
    current = opened;
    openedFor = database;
    if (aborted) {
      close();
      throw new AuditFailedException(
          Reason.CONNECTION_LOST,
          "the audit was given up while it logged in; nothing is left open");
    }
    return opened;
  }

  /** For good: cuts the line that there is, and the one that is being opened as soon as it is. */
  void abort() {
    aborted = true;
    L connection = current;
    if (connection != null) {
      connection.abort();
    }
  }

  void close() {
    L connection = current;
    current = null;
    openedFor = null;
    if (connection != null) {
      connection.close();
    }
  }
}
