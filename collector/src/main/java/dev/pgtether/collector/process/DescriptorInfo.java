package dev.pgtether.collector.process;

import java.nio.charset.StandardCharsets;

/** Lines of {@code /proc/PID/fdinfo/N} (proc_pid_fdinfo(5)): {@code name:<tab>number}. */
final class DescriptorInfo {

  private DescriptorInfo() {}

  /** The number in the line that begins with {@code name}; −1 when there is none. */
  static long field(byte[] bytes, int length, String name) {
    byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
    int at = 0;
    while (at + wanted.length < length) {
      int lineEnd = at;
      while (lineEnd < length && bytes[lineEnd] != '\n') {
        lineEnd++;
      }
      if (startsWith(bytes, at, lineEnd, wanted)) {
        return number(bytes, at + wanted.length, lineEnd);
      }
      at = lineEnd + 1;
    }
    return -1;
  }

  private static boolean startsWith(byte[] bytes, int at, int end, byte[] wanted) {
    if (at + wanted.length > end) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static long number(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && (bytes[at] == '\t' || bytes[at] == ' ')) {
      at++;
    }
    long value = -1;
    for (; at < end && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
      value = Math.max(value, 0) * 10 + (bytes[at] - '0');
    }
    return value;
  }
}
