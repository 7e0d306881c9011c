package dev.pgtether.operator.scan.http;

import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** Why handshakes fail, in words. */
final class HandshakeFailures {

  private HandshakeFailures() {}

  /** Of {@code failure} or what caused it, whatever says something; never empty. */
  static String whyFailed(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && !message.isBlank()) {
        return message;
      }
      if (cause instanceof ClosedChannelException) {
        return "the other side closed the connection during the handshake";
      }
    }
    return failure.getClass().getSimpleName();
  }
}
