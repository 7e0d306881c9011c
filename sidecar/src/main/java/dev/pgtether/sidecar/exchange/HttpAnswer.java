package dev.pgtether.sidecar.exchange;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An HTTP answer. */
final class HttpAnswer {

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  /**
   * @param status 200 to 599
   * @param headers by their names in lower case; the last of several with one name
   * @param body empty where there is none; not copied
   */
  HttpAnswer(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.body = body;
  }

  int status() {
    return status;
  }

  byte[] body() {
    return body;
  }

  @Nullable String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  /** The connection may carry another exchange. */
  boolean keepsConnection() {
    return !"close".equalsIgnoreCase(header("Connection"));
  }
}
