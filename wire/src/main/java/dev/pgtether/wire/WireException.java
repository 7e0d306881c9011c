package dev.pgtether.wire;

import java.io.IOException;

/** A body that is not a message of this protocol; the message says where and why. */
public final class WireException extends IOException {

  private static final long serialVersionUID = 1;

  WireException(String message) {
    super(message);
  }

  WireException(String message, Throwable cause) {
    super(message, cause);
  }
}
