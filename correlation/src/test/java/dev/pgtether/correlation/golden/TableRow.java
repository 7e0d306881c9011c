package dev.pgtether.correlation.golden;

import dev.pgtether.correlation.fact.Endpoint;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One row of a table. A cell that cannot be read throws an exception with file, line and column.
 *
 * @param where file and line
 * @param cells the cells by column
 */
record TableRow(String where, Map<String, String> cells) {

  private static final String NOTHING = "-";

  String text(String column) {
    return cells.getOrDefault(column, NOTHING);
  }

  String textOr(String column, String otherwise) {
    return has(column) ? text(column) : otherwise;
  }

  /** The cell has a value: it is not {@code -}. */
  boolean has(String column) {
    return !text(column).equals(NOTHING);
  }

  <T> T read(String column, Function<String, T> reading) {
    try {
      return reading.apply(text(column));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "%s, column %s: %s".formatted(where, column, e.getMessage()), e);
    }
  }

  long number(String column) {
    return read(column, Long::parseLong);
  }

  int pid(String column) {
    return read(column, Integer::parseInt);
  }

  TimeAgo age(String column) {
    return read(column, TimeAgo::parse);
  }

  Endpoint endpoint(String column) {
    return read(column, TableRow::endpointOf);
  }

  /** The comma-separated parts of a cell; none for {@code -}. */
  List<String> list(String column) {
    return has(column) ? List.of(text(column).split(", ")) : List.of();
  }

  /** The parts of a cell, each converted with {@code reading}. */
  <T> List<T> list(String column, Function<String, T> reading) {
    return read(column, text -> list(column).stream().map(reading).toList());
  }

  /** Parses {@code 10.0.0.1:5432} or {@code [::1]:5432}. */
  static Endpoint endpointOf(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("an endpoint is written as 10.0.0.1:5432, not " + text);
    }
    String address = text.substring(0, colon);
    boolean bracketed = address.startsWith("[") && address.endsWith("]");
    return Endpoint.of(
        bracketed ? address.substring(1, address.length() - 1) : address,
        Integer.parseInt(text.substring(colon + 1)));
  }
}
