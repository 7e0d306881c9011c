package dev.pgtether.cli;

import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One condition on the rows that are shown. */
record Only(Key key, String value) {

  /** What a condition is about. */
  enum Key {
    VERDICT,
    USER,
    DATABASE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads {@code key=value}.
   *
   * @throws IllegalArgumentException when the key or the verdict is none; the message is for the
   *     user
   */
  static Only parse(String word) {
    int equals = word.indexOf('=');
    String key = equals < 0 ? "" : word.substring(0, equals);
    for (Key known : Key.values()) {
      if (known.word().equals(key)) {
        String value = word.substring(equals + 1);
        return new Only(known, known == Key.VERDICT ? verdict(value) : value);
      }
    }
    throw new IllegalArgumentException(
        "'" + word + "' is none of verdict=VERDICT, user=NAME, database=NAME");
  }

  private static String verdict(String value) {
    String name = value.toUpperCase(Locale.ROOT);
    if (Arrays.stream(Verdict.values()).noneMatch(verdict -> verdict.name().equals(name))) {
      throw new IllegalArgumentException(
          "'"
              + value
              + "' is no verdict; there are "
              + Arrays.stream(Verdict.values()).map(Enum::name).collect(Collectors.joining(", ")));
    }
    return name;
  }

  /** Accepts what meets, for each key that there are conditions on, one of them. */
  static Predicate<Pairing> all(List<Only> conditions) {
    Map<Key, List<Only>> byKey =
        conditions.stream()
            .collect(
                Collectors.groupingBy(
                    Only::key, () -> new EnumMap<>(Key.class), Collectors.toList()));
    return pairing ->
        byKey.values().stream()
            .allMatch(alternatives -> alternatives.stream().anyMatch(one -> one.accepts(pairing)));
  }

  private boolean accepts(Pairing pairing) {
    return switch (key) {
      case VERDICT -> pairing.verdict().name().equals(value);
      case USER -> value.equals(pairing.backend().user());
      case DATABASE -> value.equals(pairing.backend().database());
    };
  }
}
