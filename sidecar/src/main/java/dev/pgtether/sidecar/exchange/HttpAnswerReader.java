package dev.pgtether.sidecar.exchange;

import dev.pgtether.wire.Exchange;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads HTTP/1.1 answers (RFC 9112) whose length is said beforehand, as the operator's is. A client
 * library would read all of HTTP; and cost each pod 8 MB more (docs/agent.md).
 */
final class HttpAnswerReader {

  private static final int LONGEST_LINE = 8 * 1024;
  private static final int MOST_HEADERS = 64;

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 ([2-5][0-9]{2})(?: .*)?");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,7}");

  private final InputStream in;

  /**
   * @param in buffered
   */
  HttpAnswerReader(InputStream in) {
    this.in = in;
  }

  /**
   * Reads one answer.
   *
   * @throws ProtocolException when it is none, or one that is not understood here
   * @throws EOFException when the connection ends before it does
   */
  HttpAnswer read() throws IOException {
    String first = line();
    Matcher statusLine = STATUS_LINE.matcher(first);
    if (!statusLine.matches()) {
      throw new ProtocolException("it does not begin as an HTTP/1.1 answer does");
    }
    int status = Integer.parseInt(statusLine.group(1));
    Map<String, String> headers = headers();
    return new HttpAnswer(status, headers, body(status, headers));
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (int count = 0; count <= MOST_HEADERS; count++) {
      String line = line();
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new ProtocolException("a header without a name");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    throw new ProtocolException("more than " + MOST_HEADERS + " headers");
  }

  private byte[] body(int status, Map<String, String> headers) throws IOException {
    if (status == 204 || status == 304) {
      return new byte[0];
    }
    if (headers.containsKey("transfer-encoding")) {
      throw new ProtocolException("a body whose length is not said beforehand");
    }
    String said = headers.getOrDefault("content-length", "");
    if (!LENGTH.matcher(said).matches()) {
      throw new ProtocolException("no Content-Length that can be read");
    }
    int length = Integer.parseInt(said);
    if (length > Exchange.MAX_BODY_BYTES) {
      throw new ProtocolException(
          "a body of " + length + " bytes, more than " + Exchange.MAX_BODY_BYTES);
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException(
          "the connection ended after %d of %d bytes".formatted(body.length, length));
    }
    return body;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("the connection ended before the answer did");
      }
      if (line.length() == LONGEST_LINE) {
        throw new ProtocolException("a line of more than " + LONGEST_LINE + " bytes");
      }
      line.append((char) octet);
    }
    int length = line.length();
    if (length > 0 && line.charAt(length - 1) == '\r') {
      line.setLength(length - 1);
    }
    return line.toString();
  }
}
