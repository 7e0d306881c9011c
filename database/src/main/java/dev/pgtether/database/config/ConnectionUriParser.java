package dev.pgtether.database.config;

import dev.pgtether.database.failure.PrintableText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * {@code [user[:password]@][host][:port][/dbname][?key=value&…]}, read as {@code
 * conninfo_uri_parse_options} in libpq's fe-connect.c reads it.
 */
final class ConnectionUriParser {

  private static final String URI_ADVICE = "write postgresql://user@host:5432/db";

  private final ConnectionStringParser.ParameterCollector parameterCollector =
      new ConnectionStringParser.ParameterCollector();

  private ConnectionUriParser() {}

  /**
   * @param rest what follows {@code postgresql://}
   */
  static Map<ConnectionParameter, String> parse(String rest) {
    ConnectionUriParser uri = new ConnectionUriParser();
    String afterUser = uri.parseUser(rest);
    int question = afterUser.indexOf('?');
    String hostAndDatabase = question < 0 ? afterUser : afterUser.substring(0, question);
    uri.parseHostAndDatabase(hostAndDatabase);
    if (question >= 0) {
      uri.parseQuery(afterUser.substring(question + 1));
    }
    return uri.parameterCollector.values();
  }

  /**
   * libpq looks for the first @ before any slash; what follows must not be shown, it may be half a
   * password.
   */
  private String parseUser(String rest) {
    int at = 0;
    while (at < rest.length() && rest.charAt(at) != '@' && rest.charAt(at) != '/') {
      at++;
    }
    if (at == rest.length() || rest.charAt(at) == '/') {
      return rest;
    }
    String userInfo = rest.substring(0, at);
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    if (!user.isEmpty()) {
      parameterCollector.set(ConnectionParameter.USER, decode(user, "user"));
    }
    if (colon >= 0 && colon + 1 < userInfo.length()) {
      parameterCollector.set(
          ConnectionParameter.PASSWORD, decode(userInfo.substring(colon + 1), "password"));
    }
    return rest.substring(at + 1);
  }

  private void parseHostAndDatabase(String hostAndDatabase) {
    if (hostAndDatabase.indexOf('@') >= 0) {
      throw new InvalidTargetException(
          "the URL has an @ or a / where it cannot be told whether it belongs to the password",
          "percent-encode them in user, password and database: @ is %40, / is %2F, : is %3A");
    }
    int slash =
        hostAndDatabase.indexOf(
            '/', hostAndDatabase.startsWith("[") ? Math.max(0, hostAndDatabase.indexOf(']')) : 0);
    String hostAndPort = slash < 0 ? hostAndDatabase : hostAndDatabase.substring(0, slash);
    parseHostAndPort(hostAndPort);
    if (slash >= 0 && slash + 1 < hostAndDatabase.length()) {
      parameterCollector.set(
          ConnectionParameter.DBNAME, decode(hostAndDatabase.substring(slash + 1), "database"));
    }
  }

  private void parseHostAndPort(String hostAndPort) {
    if (hostAndPort.indexOf(',') >= 0) {
      throw Host.severalHosts();
    }
    String host = hostAndPort;
    String port = "";
    if (hostAndPort.startsWith("[")) {
      int end = hostAndPort.indexOf(']');
      if (end < 0) {
        throw new InvalidTargetException(
            "the URL's host begins with [ and has no ]", "write an IPv6 host as [::1]");
      }
      host = hostAndPort.substring(1, end);
      String after = hostAndPort.substring(end + 1);
      if (!after.isEmpty() && !after.startsWith(":")) {
        throw new InvalidTargetException(
            "the URL has something other than a port after its [host]", URI_ADVICE);
      }
      if (host.indexOf(':') < 0) {
        throw new InvalidTargetException(
            "the URL's [host] is not an IPv6 address", "leave the brackets out");
      }
      port = after.isEmpty() ? "" : after.substring(1);
    } else if (hostAndPort.indexOf(':') >= 0) {
      int colon = hostAndPort.indexOf(':');
      host = hostAndPort.substring(0, colon);
      port = hostAndPort.substring(colon + 1);
      if (port.indexOf(':') >= 0) {
        throw new InvalidTargetException(
            "the URL's host has more than one colon", "write an IPv6 host in brackets, [::1]:5432");
      }
    }
    if (!host.isEmpty()) {
      parameterCollector.set(ConnectionParameter.HOST, decode(host, "host"));
    }
    if (!port.isEmpty()) {
      parameterCollector.set(ConnectionParameter.PORT, decode(port, "port"));
    }
  }

  private void parseQuery(String query) {
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String keyword = decode(equals < 0 ? pair : pair.substring(0, equals), "parameter name");
      if (equals < 0 || pair.indexOf('=', equals + 1) >= 0) {
        throw new InvalidTargetException(
            "the URL's parameter '" + PrintableText.of(keyword, 40) + "' needs exactly one =",
            "write it as " + PrintableText.of(keyword, 40) + "=value, a = in the value as %3D");
      }
      parameterCollector.set(keyword, decode(pair.substring(equals + 1), keyword));
    }
  }

  /** RFC 3986 percent-decoding to UTF-8; unlike in an HTML form, + is a plus. */
  private static String decode(String text, String what) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); ) {
      if (text.charAt(i) == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0 || (high == 0 && low == 0)) {
          throw undecodable(what);
        }
        bytes.write(high << 4 | low);
        i += 3;
      } else {
        int codePoint = text.codePointAt(i);
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(codePoint);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      throw undecodable(what);
    }
  }

  private static InvalidTargetException undecodable(String what) {
    return new InvalidTargetException(
        "the URL's "
            + PrintableText.of(what, 40)
            + " has a % that is not a percent-encoded UTF-8 character",
        "write a % itself as %25");
  }
}
