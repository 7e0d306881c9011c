package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.Examination;
import dev.pgtether.correlation.fact.MonotonicInterval;
import java.time.Duration;

/**
 * Brings what the server and a client's kernel say of the past to this process's monotonic clock,
 * by ages alone, so that no clocks are compared. Each has an uncertainty, and each question is
 * answered at the end of it that favours a newcomer.
 */
final class Ages {

  /**
   * By how much {@link Examination#lastDataSentMillis} may be off: the kernel's tick, 10 ms at HZ =
   * 100.
   */
  static final long TICK_NANOS = 10_000_000;

  /** How long a query may be on its way from the client's kernel to the backend that runs it. */
  static final long PROMPT_NANOS = 250_000_000;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;

  private final MonotonicInterval firstReading;
  private final MonotonicInterval secondReading;

  Ages(MonotonicInterval firstReading, MonotonicInterval secondReading) {
    this.firstReading = firstReading;
    this.secondReading = secondReading;
  }

  /** The earliest that the server's {@code micros} can have been. */
  long earliest(Backend backend, long micros) {
    return secondReading.beginNanos() - ageNanos(backend, micros);
  }

  /** The latest that the server's {@code micros} can have been. */
  long latest(Backend backend, long micros) {
    return secondReading.endNanos() - ageNanos(backend, micros);
  }

  /** The socket has surely sent data after {@code nanos}. */
  boolean sentSince(Examination examination, long nanos) {
    return examination.asked().beginNanos() - silence(examination) - TICK_NANOS - nanos > 0;
  }

  /** The socket has surely sent nothing since {@code by} before A1 began. */
  boolean sentBeforeFirstReading(Examination examination, Duration by) {
    return examination.asked().endNanos() - silence(examination) + TICK_NANOS + by.toNanos()
        < firstReading.beginNanos();
  }

  /**
   * The socket last sent data at a moment, between {@code earliest} and {@code latest} but for the
   * kernel's tick, or so shortly before that the data can have been on its way.
   */
  boolean sentJustBefore(Examination examination, long earliest, long latest) {
    long sentNoLaterThan = examination.asked().endNanos() - silence(examination);
    long sentNoEarlierThan = examination.asked().beginNanos() - silence(examination);
    return sentNoLaterThan - earliest <= TICK_NANOS && latest - sentNoEarlierThan <= PROMPT_NANOS;
  }

  /**
   * The socket may have last sent data between two moments, or shortly before the first, with every
   * uncertainty in favour of yes.
   */
  boolean mayHaveSentBetween(Examination examination, long from, long until) {
    long sentNoLaterThan = examination.asked().endNanos() - silence(examination) + TICK_NANOS;
    long sentNoEarlierThan = examination.asked().beginNanos() - silence(examination) - TICK_NANOS;
    return sentNoEarlierThan <= until && sentNoLaterThan >= from - PROMPT_NANOS;
  }

  /** The socket may have sent the data that the server had at {@code from}, or later ones. */
  boolean mayHaveSentSince(Examination examination, long from) {
    return mayHaveSentBetween(examination, from, Long.MAX_VALUE);
  }

  /** The socket has surely sent nothing for {@code duration}. */
  boolean isSilentFor(Examination examination, Duration duration) {
    return silence(examination) - TICK_NANOS > duration.toNanos();
  }

  /** How long before A2 read the row the server's {@code micros} were. */
  long ageMillis(Backend backend, long micros) {
    return ageNanos(backend, micros) / NANOS_PER_MILLI;
  }

  private static long ageNanos(Backend backend, long micros) {
    return (backend.readAtMicros() - micros) * NANOS_PER_MICRO;
  }

  private static long silence(Examination examination) {
    return examination.lastDataSentMillis() * NANOS_PER_MILLI;
  }
}
