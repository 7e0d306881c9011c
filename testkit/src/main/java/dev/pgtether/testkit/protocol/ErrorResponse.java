package dev.pgtether.testkit.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** An ErrorResponse as text. */
final class ErrorResponse {
  private ErrorResponse() {}

  /** Severity, SQLSTATE and message of it: the fields V, C and M. */
  static String text(ByteBuffer body) {
    return Arrays.stream(StandardCharsets.UTF_8.decode(body).toString().split("\0", -1))
        .filter(field -> !field.isEmpty() && "VCM".indexOf(field.charAt(0)) >= 0)
        .map(field -> field.substring(1))
        .collect(Collectors.joining(" "));
  }
}
