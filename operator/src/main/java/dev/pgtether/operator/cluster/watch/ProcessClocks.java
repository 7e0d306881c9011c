package dev.pgtether.operator.cluster.watch;

import dev.pgtether.correlation.fact.ClockReading;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of this process.
 *
 * @param nanos the clock of {@link System#nanoTime}
 */
public record ProcessClocks(InstantSource wall, LongSupplier nanos) {

  public static final ProcessClocks SYSTEM =
      new ProcessClocks(InstantSource.system(), System::nanoTime);

  public ClockReading read() {
    return new ClockReading(nanos.getAsLong(), micros(wall.instant()));
  }

  /** µs since the epoch. */
  public static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  /** A node's or the API server's time as the earliest that it can be on this clock. */
  public static long notBefore(Instant foreign) {
    return micros(foreign) - ClusterSnapshot.MAX_CLOCK_SKEW_MICROS;
  }

  /** A node's or the API server's time as the latest that it can be on this clock. */
  public static long notAfter(Instant foreign) {
    return micros(foreign) + ClusterSnapshot.MAX_CLOCK_SKEW_MICROS;
  }

  /** The earlier of two, null meaning none. */
  static @Nullable public Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }

  /** The later of two, null meaning none. */
  static @Nullable public Instant later(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isAfter(other) ? one : other;
  }
}
