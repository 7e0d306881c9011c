package dev.pgtether.sidecar.exchange;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to connect to.
 *
 * @param host a DNS name, or an IP literal without brackets
 * @param port 1 to 65535
 */
record Address(String host, int port) {

  /** RFC 1123 names and IP literals: nothing that could end a header or a line of the log. */
  private static final Pattern TEXT =
      Pattern.compile(
          "(?:\\[([0-9A-Fa-f:.]{2,45})]|([0-9A-Za-z](?:[0-9A-Za-z.-]{0,251}[0-9A-Za-z.])?)):([0-9]{1,5})");

  Address {
    if (port < 1 || port > 0xFFFF) {
      throw new IllegalArgumentException("a TCP port is 1 to 65535, not " + port);
    }
  }

  /**
   * Parses {@code host:port} or {@code [IPv6]:port}.
   *
   * @throws IllegalArgumentException when it is neither; the text is not repeated
   */
  static Address parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("it is not host:port");
    }
    String bracketed = matcher.group(1);
    return new Address(
        bracketed == null ? matcher.group(2) : bracketed, Integer.parseInt(matcher.group(3)));
  }

  @Override
  public String toString() {
    return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
  }
}
