package dev.pgtether.cli;

import dev.pgtether.correlation.fact.Endpoint;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the words after options mean. */
final class Words {

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,7})(ms|s|m|)");
  private static final Pattern ENDPOINT =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([0-9.]+)):([0-9]{1,5})");

  private Words() {}

  /** {@code 500ms}, {@code 5s}, {@code 2m}; {@code 5} is five seconds. */
  static final class OfDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String word) {
      Matcher parts = DURATION.matcher(word);
      if (!parts.matches()) {
        throw new TypeConversionException("'" + word + "' is no time such as 500ms, 2s or 1m");
      }
      long number = Long.parseLong(parts.group(1));
      return switch (parts.group(2)) {
        case "ms" -> Duration.ofMillis(number);
        case "m" -> Duration.ofMinutes(number);
        default -> Duration.ofSeconds(number);
      };
    }
  }

  /** {@code 10.0.9.9:6432} or {@code [fd00::9]:6432}; a name is never resolved. */
  static final class OfEndpoint implements ITypeConverter<Endpoint> {
    @Override
    public Endpoint convert(String word) {
      Matcher parts = ENDPOINT.matcher(word);
      if (parts.matches()) {
        String address = parts.group(1) == null ? parts.group(2) : parts.group(1);
        try {
          return Endpoint.of(address, Integer.parseInt(parts.group(3)));
        } catch (IllegalArgumentException no) {
          // said below
        }
      }
      throw new TypeConversionException(
          "'" + word + "' is no IP address with a port such as 10.0.9.9:6432 or [fd00::9]:6432");
    }
  }

  /** {@code verdict=EXACT}, {@code user=checkout}, {@code database=orders}. */
  static final class OfOnly implements ITypeConverter<Only> {
    @Override
    public Only convert(String word) {
      try {
        return Only.parse(word);
      } catch (IllegalArgumentException no) {
        throw new TypeConversionException(String.valueOf(no.getMessage()));
      }
    }
  }
}
