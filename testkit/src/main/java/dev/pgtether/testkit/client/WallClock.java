package dev.pgtether.testkit.client;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The wall clock as PostgreSQL counts on it. */
final class WallClock {
  private WallClock() {}

  static long microsNow() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
