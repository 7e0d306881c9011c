package dev.pgtether.database;

import dev.pgtether.database.RefusedAnswer.Kind;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps account of what one connection brings, exchange by exchange. For one thread at a time,
 * except {@link #refusal}.
 */
final class Traffic {

  /** So that not every row asks for its own. */
  private static final long PORTION = 64 << 10;

  /** An exchange has a dozen; the driver's time grows with the square of its answers. */
  private static final int MOST_STATEMENTS = 64;

  private final AnswerMemory.Share share;
  private final AtomicReference<@Nullable RefusedAnswer> refusal = new AtomicReference<>();
  private Allowance allowance = Allowance.LOG_IN;
  private long overWire;
  private long takenUp;
  private long paid;
  private int rows;
  private int statements;

  /**
   * @param cut closes the connection
   */
  Traffic(AnswerMemory memory, Runnable cut) {
    this.share =
        memory.share(
            () -> {
              refusal.compareAndSet(null, noMemory());
              cut.run();
            });
  }

  /** Another exchange begins. */
  void begin(Allowance next) {
    end();
    allowance = next;
    overWire = 0;
    takenUp = 0;
    paid = 0;
    rows = 0;
    statements = 0;
  }

  /** What the last exchange brought is no longer held. */
  void end() {
    share.leave();
  }

  /** Bytes have come, encrypted or not. */
  void overWire(int bytes) throws RefusedAnswer {
    overWire += bytes;
    if (overWire > allowance.wireBytes()) {
      throw refuse(Kind.TOO_MUCH, "sent more than %d KiB".formatted(allowance.wireBytes() >> 10));
    }
  }

  /** A message is to be read that takes up {@code bytes} then. */
  void takenUp(long bytes) throws RefusedAnswer {
    takenUp += bytes;
    if (takenUp > allowance.bytes()) {
      throw refuse(
          Kind.TOO_MUCH,
          "sent answers that take up more than %d KiB".formatted(allowance.bytes() >> 10));
    }
    if (takenUp > paid) {
      long more = Math.max(PORTION, takenUp - paid);
      if (!share.take(more)) {
        throw refuse(noMemory());
      }
      paid += more;
    }
  }

  void row() throws RefusedAnswer {
    rows++;
    if (rows > allowance.rows()) {
      throw refuse(Kind.TOO_MUCH, "answered with more than %d rows".formatted(allowance.rows()));
    }
  }

  /** One statement's answer, or an error, is whole. */
  void statementEnds() throws RefusedAnswer {
    rows = 0;
    statements++;
    if (statements > MOST_STATEMENTS) {
      throw refuse(
          Kind.TOO_MUCH, "answered more than %d statements at once".formatted(MOST_STATEMENTS));
    }
  }

  RefusedAnswer refuse(Kind kind, String what) {
    return refuse(new RefusedAnswer(kind, what));
  }

  private RefusedAnswer refuse(RefusedAnswer now) {
    RefusedAnswer before = refusal.compareAndExchange(null, now);
    return before == null ? now : before;
  }

  private static RefusedAnswer noMemory() {
    return new RefusedAnswer(
        Kind.NO_MEMORY,
        "sent an answer for which there is no memory beside those of other servers");
  }

  /** Why nothing more is read; null when nothing speaks against it. */
  @Nullable RefusedAnswer refusal() {
    return refusal.get();
  }
}
