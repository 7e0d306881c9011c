package dev.pgtether.database.protocol;

import dev.pgtether.database.protocol.RejectedResponseException.Reason;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps account of what one connection brings, exchange by exchange. For one thread at a time,
 * except {@link #rejection}.
 */
public final class ResponseLimiter {

  /** So that not every row asks for its own. */
  private static final long RESERVATION_STEP = 64 << 10;

  /** An exchange has a dozen; the driver's time grows with the square of its answers. */
  private static final int MAX_STATEMENTS = 64;

  private final ResponseMemoryBudget.Reservation reservation;
  private final AtomicReference<@Nullable RejectedResponseException> rejection =
      new AtomicReference<>();
  private ResponseLimits responseLimits = ResponseLimits.LOGIN;
  private long wireBytes;
  private long memoryBytes;
  private long reserved;
  private int rows;
  private int statements;

  /**
   * @param closeConnection closes the connection
   */
  public ResponseLimiter(ResponseMemoryBudget memory, Runnable closeConnection) {
    this.reservation =
        memory.newReservation(
            () -> {
              rejection.compareAndSet(null, outOfMemory());
              closeConnection.run();
            });
  }

  /** Another exchange begins. */
  public void beginExchange(ResponseLimits next) {
    endExchange();
    responseLimits = next;
    wireBytes = 0;
    memoryBytes = 0;
    reserved = 0;
    rows = 0;
    statements = 0;
  }

  /** What the last exchange brought is no longer held. */
  public void endExchange() {
    reservation.releaseAll();
  }

  /** Bytes have come, encrypted or not. */
  public void wireBytes(int bytes) throws RejectedResponseException {
    wireBytes += bytes;
    if (wireBytes > responseLimits.wireBytes()) {
      throw reject(
          Reason.TOO_LARGE, "sent more than %d KiB".formatted(responseLimits.wireBytes() >> 10));
    }
  }

  /** A message is to be read that takes up {@code bytes} then. */
  void memoryBytes(long bytes) throws RejectedResponseException {
    memoryBytes += bytes;
    if (memoryBytes > responseLimits.bytes()) {
      throw reject(
          Reason.TOO_LARGE,
          "sent answers that take up more than %d KiB".formatted(responseLimits.bytes() >> 10));
    }
    if (memoryBytes > reserved) {
      long more = Math.max(RESERVATION_STEP, memoryBytes - reserved);
      if (!reservation.reserve(more)) {
        throw reject(outOfMemory());
      }
      reserved += more;
    }
  }

  void countRow() throws RejectedResponseException {
    rows++;
    if (rows > responseLimits.rows()) {
      throw reject(
          Reason.TOO_LARGE, "answered with more than %d rows".formatted(responseLimits.rows()));
    }
  }

  /** One statement's answer, or an error, is whole. */
  void countStatement() throws RejectedResponseException {
    rows = 0;
    statements++;
    if (statements > MAX_STATEMENTS) {
      throw reject(
          Reason.TOO_LARGE, "answered more than %d statements at once".formatted(MAX_STATEMENTS));
    }
  }

  RejectedResponseException reject(Reason reason, String what) {
    return reject(new RejectedResponseException(reason, what));
  }

  private RejectedResponseException reject(RejectedResponseException now) {
    RejectedResponseException before = rejection.compareAndExchange(null, now);
    return before == null ? now : before;
  }

  private static RejectedResponseException outOfMemory() {
    return new RejectedResponseException(
        Reason.OUT_OF_MEMORY,
        "sent an answer for which there is no memory beside those of other servers");
  }

  /** Why nothing more is read; null when nothing speaks against it. */
  @Nullable
  public RejectedResponseException rejection() {
    return rejection.get();
  }
}
