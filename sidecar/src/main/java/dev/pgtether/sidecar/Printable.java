package dev.pgtether.sidecar;

/** Text from outside, as a terminal may show it. */
final class Printable {

  private static final int LONGEST = 100;

  private Printable() {}

  /** Anything but printable ASCII becomes {@code ?}; what is longer than a line is cut. */
  static String text(String any) {
    String safe = any.replaceAll("[^\\x20-\\x7E]", "?");
    return safe.length() <= LONGEST ? safe : safe.substring(0, LONGEST) + "...";
  }
}
