package dev.pgtether.correlation.proof;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.TcpInfo;
import java.time.Duration;

/**
 * Brings what the server and a client's kernel say of the past to this process's monotonic clock,
 * by ages alone, so that no clocks are compared. Each has an uncertainty, and each question is
 * answered at the end of it that favours a newcomer.
 */
public final class ClockAlignment {

  /**
   * By how much {@link TcpInfo#lastDataSentMillis} may be off: the kernel's tick, 10 ms at HZ =
   * 100.
   */
  static final long TICK_NANOS = 10_000_000;

  /** How long a query may be on its way from the client's kernel to the backend that runs it. */
  static final long MAX_TRANSIT_NANOS = 250_000_000;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;

  private final MonotonicInterval firstReading;
  private final MonotonicInterval secondReading;

  public ClockAlignment(MonotonicInterval firstReading, MonotonicInterval secondReading) {
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
  boolean sentSince(TcpInfo tcpInfo, long nanos) {
    return tcpInfo.readInterval().beginNanos() - nanosSinceSent(tcpInfo) - TICK_NANOS - nanos > 0;
  }

  /** The socket has surely sent nothing since {@code by} before A1 began. */
  boolean sentBeforeFirstReading(TcpInfo tcpInfo, Duration by) {
    return tcpInfo.readInterval().endNanos() - nanosSinceSent(tcpInfo) + TICK_NANOS + by.toNanos()
        < firstReading.beginNanos();
  }

  /**
   * The socket last sent data at a moment, between {@code earliest} and {@code latest} but for the
   * kernel's tick, or so shortly before that the data can have been on its way.
   */
  boolean sentJustBefore(TcpInfo tcpInfo, long earliest, long latest) {
    long sentNoLaterThan = tcpInfo.readInterval().endNanos() - nanosSinceSent(tcpInfo);
    long sentNoEarlierThan = tcpInfo.readInterval().beginNanos() - nanosSinceSent(tcpInfo);
    return sentNoLaterThan - earliest <= TICK_NANOS
        && latest - sentNoEarlierThan <= MAX_TRANSIT_NANOS;
  }

  /**
   * The socket may have last sent data between two moments, or shortly before the first, with every
   * uncertainty in favour of yes.
   */
  boolean mayHaveSentBetween(TcpInfo tcpInfo, long from, long until) {
    long sentNoLaterThan = tcpInfo.readInterval().endNanos() - nanosSinceSent(tcpInfo) + TICK_NANOS;
    long sentNoEarlierThan =
        tcpInfo.readInterval().beginNanos() - nanosSinceSent(tcpInfo) - TICK_NANOS;
    return sentNoEarlierThan <= until && sentNoLaterThan >= from - MAX_TRANSIT_NANOS;
  }

  /** The socket may have sent the data that the server had at {@code from}, or later ones. */
  boolean mayHaveSentSince(TcpInfo tcpInfo, long from) {
    return mayHaveSentBetween(tcpInfo, from, Long.MAX_VALUE);
  }

  /** The socket has surely sent nothing for {@code duration}. */
  boolean hasSentNothingFor(TcpInfo tcpInfo, Duration duration) {
    return nanosSinceSent(tcpInfo) - TICK_NANOS > duration.toNanos();
  }

  /** How long before A2 read the row the server's {@code micros} were. */
  long ageMillis(Backend backend, long micros) {
    return ageNanos(backend, micros) / NANOS_PER_MILLI;
  }

  private static long ageNanos(Backend backend, long micros) {
    return (backend.readAtMicros() - micros) * NANOS_PER_MICRO;
  }

  private static long nanosSinceSent(TcpInfo tcpInfo) {
    return tcpInfo.lastDataSentMillis() * NANOS_PER_MILLI;
  }
}
