package dev.pgtether.database.config;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.database.failure.PrintableText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A DNS name or an IP literal, and nothing else.
 *
 * <p>Whatever opens the connection is handed this type, never a string: pgJDBC builds a URL around
 * a host, and {@code h/db?sslmode=disable#} as a host once turned TLS off.
 *
 * @param text as written; an IPv6 literal without brackets
 */
public record Host(String text) {

  private static final int MAX_LENGTH = 253; // RFC 1035, 2.3.4, without the root's dot

  /**
   * Letters, digits, hyphens, and the underscore that Docker and Windows put into names (RFC 1123
   * has none).
   */
  private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";

  private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*\\.?");

  private static final Pattern DOTTED_QUAD =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
  private static final Pattern ENDS_IN_NUMBER =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9a-fA-F]*)\\.?");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  public Host {
    if (!isValid(text)) {
      throw new IllegalArgumentException("neither a DNS name nor an IP literal");
    }
  }

  /**
   * The host that {@code text} names.
   *
   * @param where what said so, for the message
   * @throws InvalidTargetException when it is a path, a list, or neither a DNS name nor an IP
   *     literal
   */
  static Host of(String text, String where) {
    if (text.startsWith("/") || text.startsWith("@")) {
      throw new InvalidTargetException(
          where
              + " names a Unix-domain socket ("
              + PrintableText.of(text, 60)
              + "), which has no TCP port to audit through",
          "write the server's TCP form, for instance postgresql://user@localhost:5432/db?sslmode=disable");
    }
    if (text.indexOf(',') >= 0) {
      throw severalHosts();
    }
    if (!isValid(text)) {
      throw new InvalidTargetException(
          where
              + " has '"
              + PrintableText.of(text, 60)
              + "' as its host, which is neither a DNS name nor an IP address",
          "write a plain name (db.example.com, internationalised ones as xn--…), 192.0.2.1 or [2001:db8::1]");
    }
    return new Host(text);
  }

  static InvalidTargetException severalHosts() {
    return new InvalidTargetException(
        "more than one host is given", "one audit reads one server: name the one to audit");
  }

  /** The address, when the host is an IP literal. */
  @Nullable
  public IpAddress literal() {
    return text.indexOf(':') >= 0 || DOTTED_QUAD.matcher(text).matches()
        ? IpAddress.parse(text)
        : null;
  }

  /** {@code db:5432}, {@code [::1]:5432}. */
  String withPort(int port) {
    return text.indexOf(':') >= 0 ? "[" + text + "]:" + port : text + ":" + port;
  }

  private static boolean isValid(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return false;
    }
    if (text.indexOf(':') >= 0) {
      return isIpv6(text);
    }
    // 127.1 and 0x7f000001 are addresses to some resolvers and names to others.
    return ENDS_IN_NUMBER.matcher(text).matches()
        ? DOTTED_QUAD.matcher(text).matches()
        : NAME.matcher(text).matches();
  }

  private static boolean isIpv6(String text) {
    if (!IPV6.matcher(text).matches()) {
      return false;
    }
    try {
      IpAddress.parse(text);
      return true;
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
