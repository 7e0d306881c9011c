package dev.pgtether.wire;

import java.util.regex.Pattern;

/** The bounds of what a message may hold. */
final class Limits {

  /** Characters of a version, an id, a kind. */
  static final int NAME = 100;

  /** Characters of a message for people. */
  static final int SENTENCE = 500;

  /** Network namespaces, addresses of one, listening endpoints: of a whole node at most. */
  static final int PLACES = 10_000;

  /** Backends asked for: {@code max_connections} is rarely above some thousands. */
  static final int BACKENDS = 20_000;

  /** Holders of one socket. */
  static final int HOLDERS = 1_000;

  /** Connections or peers of one backend. */
  static final int CONNECTIONS = 1_000;

  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{16,64}");

  private Limits() {}

  static void nonce(String nonce) {
    if (!NONCE.matcher(nonce).matches()) {
      throw new IllegalArgumentException("a nonce is 16 to 64 of A-Z a-z 0-9 - _");
    }
  }

  static void epoch(long epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("an epoch is not negative, as " + epoch + " is");
    }
  }

  /** The first {@code length} characters, never half a code point. */
  static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end);
  }
}
