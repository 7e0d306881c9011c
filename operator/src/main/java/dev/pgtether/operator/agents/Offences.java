package dev.pgtether.operator.agents;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** Counts what was refused, by kind, and logs each kind once an hour at most. */
public final class Offences {

  /** Its label {@code kind} is an {@link Offence#label}: as many as there are constants. */
  public static final String METRIC = "pgtether.agents.refused";

  static final Duration QUIET = Duration.ofHours(1);

  private static final Logger LOG = Logger.getLogger(Offences.class);

  private final MeterRegistry metrics;
  private final InstantSource clock;
  private final Map<Offence, Instant> logged = new EnumMap<>(Offence.class);

  public Offences(MeterRegistry metrics, InstantSource clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Counts one.
   *
   * @param who an address, or a pod whose token was verified
   * @param why what was refused; no secret
   */
  public void count(Offence offence, String who, String why) {
    metrics.counter(METRIC, "kind", offence.label()).increment();
    if (isToBeLogged(offence)) {
      LOG.warnf(
          "refused kind=%s from=%s: %s (further ones of this kind are counted in %s and not logged for %d min)",
          offence.label(), who, why, METRIC, QUIET.toMinutes());
    }
  }

  private synchronized boolean isToBeLogged(Offence offence) {
    Instant now = clock.instant();
    Instant last = logged.get(offence);
    if (last != null && now.isBefore(last.plus(QUIET))) {
      return false;
    }
    logged.put(offence, now);
    return true;
  }
}
