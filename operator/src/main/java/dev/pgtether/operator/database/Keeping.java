package dev.pgtether.operator.database;

import dev.pgtether.operator.api.DatabaseSpec;
import dev.pgtether.operator.api.Reason;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one line to one server. For one thread at a time, except {@link #cut}.
 *
 * @param <L> the line
 */
final class Keeping<L extends Keeping.Line> {

  private volatile @Nullable L line;
  private volatile boolean over;
  private @Nullable DatabaseSpec openedFor;

  /** Something that is open, and breaks or is closed one day. */
  interface Line extends AutoCloseable {

    boolean isOpen();

    /** Ends whatever it waits for. For any thread. */
    void cut();

    @Override
    void close();
  }

  /**
   * The kept line, or a new one when there is none, it broke, or another server is wanted.
   *
   * @param dial opens one, within a time of its own
   * @throws CannotAudit when it was cut meanwhile; nothing is left open then
   */
  L open(DatabaseSpec wanted, Supplier<L> dial) {
    L kept = line;
    if (kept != null && kept.isOpen() && wanted.equals(openedFor)) {
      return kept;
    }
    close();
    L opened = dial.get();
    line = opened;
    openedFor = wanted;
    if (over) {
      close();
      throw new CannotAudit(
          Reason.CONNECTION_LOST,
          "the audit was given up while it logged in; nothing is left open");
    }
    return opened;
  }

  /** For good: cuts the line that there is, and the one that is being opened as soon as it is. */
  void cut() {
    over = true;
    L kept = line;
    if (kept != null) {
      kept.cut();
    }
  }

  void close() {
    L kept = line;
    line = null;
    openedFor = null;
    if (kept != null) {
      kept.close();
    }
  }
}
