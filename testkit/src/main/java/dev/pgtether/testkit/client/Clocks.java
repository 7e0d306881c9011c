package dev.pgtether.testkit.client;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The wall clock as PostgreSQL counts on it. */
final class Clocks {
  private Clocks() {}

  static long microsNow() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
