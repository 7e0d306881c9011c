package dev.pgtether.testkit.bench;

import java.util.Locale;

/** What a benchmark counts. */
public enum Unit {
  NANOSECONDS("ns") {
    @Override
    String text(double nanos) {
      if (nanos < 1e6) {
        return format("%.2f µs", nanos / 1e3);
      }
      double millis = nanos / 1e6;
      if (millis >= 10_000) {
        return format("%.1f s", millis / 1e3);
      }
      return format(millis < 10 ? "%.2f ms" : millis < 100 ? "%.1f ms" : "%.0f ms", millis);
    }
  },
  BYTES("bytes") {
    @Override
    String text(double bytes) {
      return format("%.1f MB", bytes / 1e6);
    }
  },
  /** How much of one processor's time. */
  CORES("cores") {
    @Override
    String text(double cores) {
      return format("%.2f %%", cores * 100);
    }
  };

  private final String word;

  Unit(String word) {
    this.word = word;
  }

  /** For programs. */
  String word() {
    return word;
  }

  /** For people. */
  abstract String text(double value);

  private static String format(String form, double value) {
    return String.format(Locale.ROOT, form, value);
  }
}
