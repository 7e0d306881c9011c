package dev.pgtether.correlation.proof;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.TcpInfo;
import java.time.Duration;

/**
 * Converts times of the server and of client kernels to this process's monotonic clock. It uses
 * ages only ("how long before it was read"), so no two clocks are compared. Each time has an
 * uncertainty; each method assumes the end of it that makes a false proof impossible.
 */
public final class ClockAlignment {

  /**
   * By how much {@link TcpInfo#lastDataSentMillis} may be wrong: one kernel tick, 10 ms at HZ =
   * 100.
   */
  static final long TICK_NANOS = 10_000_000;

  /** The longest time a query takes from the client's kernel to the backend that runs it. */
  static final long MAX_TRANSIT_NANOS = 250_000_000;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;

  private final MonotonicInterval firstReading;
  private final MonotonicInterval secondReading;

  /** Makes the conversion for one audit; both intervals are on this process's monotonic clock. */
  public ClockAlignment(MonotonicInterval firstReading, MonotonicInterval secondReading) {
    this.firstReading = firstReading;
    this.secondReading = secondReading;
  }

  /**
   * The earliest moment, in ns, that the time {@code micros} in the row of {@code backend} can be.
   */
  long earliest(Backend backend, long micros) {
    return secondReading.beginNanos() - ageNanos(backend, micros);
  }

  /**
   * The latest moment, in ns, that the time {@code micros} in the row of {@code backend} can be.
   */
  long latest(Backend backend, long micros) {
    return secondReading.endNanos() - ageNanos(backend, micros);
  }

  /** The socket has sent data after {@code nanos}, whatever the uncertainty. */
  boolean sentSince(TcpInfo tcpInfo, long nanos) {
    return tcpInfo.readInterval().beginNanos() - nanosSinceSent(tcpInfo) - TICK_NANOS - nanos > 0;
  }

  /** The socket has sent nothing since {@code margin} before A1 began, whatever the uncertainty. */
  boolean sentBeforeFirstReading(TcpInfo tcpInfo, Duration margin) {
    return tcpInfo.readInterval().endNanos()
            - nanosSinceSent(tcpInfo)
            + TICK_NANOS
            + margin.toNanos()
        < firstReading.beginNanos();
  }

  /**
   * The socket last sent data at a moment between {@code earliest} and {@code latest}, or at most
   * {@link #MAX_TRANSIT_NANOS} before it; the kernel's tick is allowed for.
   */
  boolean sentJustBefore(TcpInfo tcpInfo, long earliest, long latest) {
    long sentNoLaterThan = tcpInfo.readInterval().endNanos() - nanosSinceSent(tcpInfo);
    long sentNoEarlierThan = tcpInfo.readInterval().beginNanos() - nanosSinceSent(tcpInfo);
    return sentNoLaterThan - earliest <= TICK_NANOS
        && latest - sentNoEarlierThan <= MAX_TRANSIT_NANOS;
  }

  /**
   * The socket may have last sent data between {@code from} and {@code until}, or at most {@link
   * #MAX_TRANSIT_NANOS} before {@code from}. False only when the uncertainty leaves no doubt.
   */
  boolean mayHaveSentBetween(TcpInfo tcpInfo, long from, long until) {
    long sentNoLaterThan = tcpInfo.readInterval().endNanos() - nanosSinceSent(tcpInfo) + TICK_NANOS;
    long sentNoEarlierThan =
        tcpInfo.readInterval().beginNanos() - nanosSinceSent(tcpInfo) - TICK_NANOS;
    return sentNoEarlierThan <= until && sentNoLaterThan >= from - MAX_TRANSIT_NANOS;
  }

  /** The socket may have sent the data that the server read at {@code from}, or later data. */
  boolean mayHaveSentSince(TcpInfo tcpInfo, long from) {
    return mayHaveSentBetween(tcpInfo, from, Long.MAX_VALUE);
  }

  /** The socket has sent nothing for {@code duration}, whatever the uncertainty. */
  boolean hasSentNothingFor(TcpInfo tcpInfo, Duration duration) {
    return nanosSinceSent(tcpInfo) - TICK_NANOS > duration.toNanos();
  }

  /** How long before A2 read the row the time {@code micros} of the server was, in ms. */
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
