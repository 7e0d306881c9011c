package dev.pgtether.operator.scan.token;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** Counts what was refused, by kind, and logs each kind once an hour at most. */
public final class RejectCounter {

  /** Its label {@code kind} is an {@link RejectReason#label}: as many as there are constants. */
  public static final String METRIC = "pgtether.agents.refused";

  static final Duration QUIET = Duration.ofHours(1);

  private static final Logger LOG = Logger.getLogger(RejectCounter.class);

  private final MeterRegistry metrics;
  private final InstantSource clock;
  private final Map<RejectReason, Instant> logged = new EnumMap<>(RejectReason.class);

  public RejectCounter(MeterRegistry metrics, InstantSource clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Counts one.
   *
   * @param who an address, or a pod whose token was verified
   * @param why what was refused; no secret
   */
  public void count(RejectReason rejectReason, String who, String why) {
    metrics.counter(METRIC, "kind", rejectReason.label()).increment();
    if (isToBeLogged(rejectReason)) {
      LOG.warnf(
          "refused kind=%s from=%s: %s (further ones of this kind are counted in %s and not logged for %d min)",
          rejectReason.label(), who, why, METRIC, QUIET.toMinutes());
    }
  }

  private synchronized boolean isToBeLogged(RejectReason rejectReason) {
    Instant now = clock.instant();
    Instant last = logged.get(rejectReason);
    if (last != null && now.isBefore(last.plus(QUIET))) {
      return false;
    }
    logged.put(rejectReason, now);
    return true;
  }
}
