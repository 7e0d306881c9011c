package dev.pgtether.audit.document;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as documents write them. */
public final class Moment {

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Moment() {}

  /** RFC 3339 in UTC with exactly six fractional digits, from µs since the epoch. */
  public static String ofMicros(long micros) {
    return exact(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }

  /** RFC 3339 in UTC with exactly six fractional digits. */
  public static String exact(Instant instant) {
    return MICROS.format(instant);
  }

  /** RFC 3339 in UTC to the second, for people. */
  public static String toTheSecond(Instant instant) {
    return SECONDS.format(instant);
  }

  /**
   * An age in its two largest units, as kubectl writes it: {@code 12s}, {@code 4m12s}, {@code
   * 2d4h}.
   */
  public static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    long days = seconds / 86_400;
    long hours = seconds / 3_600 % 24;
    long minutes = seconds / 60 % 60;
    if (days > 0) {
      return days + "d" + part(hours, "h");
    }
    if (hours > 0) {
      return hours + "h" + part(minutes, "m");
    }
    return minutes > 0 ? minutes + "m" + part(seconds % 60, "s") : seconds + "s";
  }

  private static String part(long value, String unit) {
    return value == 0 ? "" : value + unit;
  }
}
