package dev.pgtether.collector.process;

import java.nio.charset.StandardCharsets;

/**
 * Text that processes give themselves: any bytes at all. What is no UTF-8 becomes U+FFFD; nothing
 * else is changed.
 */
final class ProcessText {

  private ProcessText() {}

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The bytes without the newline that the kernel puts at the end. */
  static String line(byte[] bytes) {
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == '\n') {
      length--;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
