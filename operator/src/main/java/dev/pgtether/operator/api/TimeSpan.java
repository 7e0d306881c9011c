package dev.pgtether.operator.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time as people write it: {@code 30s}, {@code 5m}, {@code 1h30m}.
 *
 * @param text hours, minutes and seconds, at least one of them, in that order, without spaces
 */
public record TimeSpan(@JsonValue String text) {

  /** CEL: a well-formed time span. Go's and CEL's durations would allow fractions and signs. */
  static final String IS_VALID =
      "self.matches('^([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$') && size(self) > 1";

  static final String MESSAGE =
      "write a time as hours, minutes and seconds, for instance 30s, 5m or 1h30m";

  static final int MAX_LENGTH = 21;

  private static final Pattern FORMAT =
      Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

  /** As read from a resource: the schema has checked the text before it is stored. */
  @JsonCreator
  public TimeSpan {}

  /**
   * How long that is.
   *
   * @throws IllegalArgumentException when the text is none, which the schema keeps out
   */
  public Duration toDuration() {
    Matcher parts = FORMAT.matcher(text);
    if (text.isEmpty() || !parts.matches()) {
      throw new IllegalArgumentException("not a time span: '" + text + "'; " + MESSAGE);
    }
    return Duration.ofHours(part(parts, 1)).plusMinutes(part(parts, 2)).plusSeconds(part(parts, 3));
  }

  private static long part(Matcher parts, int group) {
    String digits = parts.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
