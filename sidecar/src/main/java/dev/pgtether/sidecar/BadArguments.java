package dev.pgtether.sidecar;

import java.io.Serial;

/** A command line that cannot be followed; the message says which word, and what it should be. */
final class BadArguments extends Exception {

  @Serial private static final long serialVersionUID = 1;

  BadArguments(String message) {
    super(message);
  }
}
