package dev.pgtether.correlation.golden;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time, as {@code 4.059s ago}: how long before the end of the case's reading A2 something
 * happened.
 *
 * @param length not negative
 */
record TimeAgo(Duration length) {

  private static final Pattern LENGTH = Pattern.compile("(\\d+(?:\\.\\d{1,6})?)(ms|s|min|h)");
  private static final String AGO = " ago";

  /** The moment from which every age counts. */
  static final TimeAgo NOW = new TimeAgo(Duration.ZERO);

  /** The moment from which every age counts, in µs since the epoch on the server's clock. */
  private static final long NOW_MICROS = 1_767_225_600_000_000L;

  /** The same moment on the audit's monotonic clock, in ns. */
  private static final long NOW_NANOS = 1_000_000_000_000_000L;

  /**
   * Parses {@code 4.059s ago}; the units are ms, s, min and h.
   *
   * @throws IllegalArgumentException for anything else
   */
  static TimeAgo parse(String text) {
    if (!text.endsWith(AGO)) {
      throw new IllegalArgumentException("an age is written as 4.059s ago, not " + text);
    }
    return new TimeAgo(parseLength(text.substring(0, text.length() - AGO.length())));
  }

  /** Parses {@code 60s}. */
  static Duration parseLength(String text) {
    Matcher matcher = LENGTH.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a length of time is written as 4.059s, in ms, s, min or h, not " + text);
    }
    long nanosInUnit =
        switch (matcher.group(2)) {
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "min" -> 60_000_000_000L;
          default -> 3_600_000_000_000L;
        };
    return Duration.ofNanos(
        new BigDecimal(matcher.group(1))
            .multiply(BigDecimal.valueOf(nanosInUnit))
            .longValueExact());
  }

  /** The moment in µs since the epoch on the server's clock. */
  long micros() {
    return NOW_MICROS - length.toNanos() / 1_000;
  }

  /** The moment in ns on the audit's monotonic clock. */
  long nanos() {
    return NOW_NANOS - length.toNanos();
  }
}
