package dev.pgtether.testkit.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a client may say to PostgreSQL, as bytes
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html).
 */
final class FrontendMessage {
  private static final int PROTOCOL_3_0 = 3 << 16;
  private static final int SSL_REQUEST = 80877103;

  private FrontendMessage() {}

  static ByteBuffer startup(String user, String database, String application) {
    byte[] words = cString("user", user, "database", database, "application_name", application, "");
    int length = 8 + words.length;
    return ByteBuffer.allocate(length).putInt(length).putInt(PROTOCOL_3_0).put(words).flip();
  }

  static ByteBuffer sslRequest() {
    return ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).flip();
  }

  static ByteBuffer saslInitialResponse(String mechanism, String response) {
    byte[] name = cString(mechanism);
    byte[] first = response.getBytes(StandardCharsets.UTF_8);
    return message(
        'p',
        ByteBuffer.allocate(name.length + 4 + first.length)
            .put(name)
            .putInt(first.length)
            .put(first)
            .array());
  }

  static ByteBuffer saslResponse(String response) {
    return message('p', response.getBytes(StandardCharsets.UTF_8));
  }

  static ByteBuffer query(String sql) {
    return message('Q', cString(sql));
  }

  /**
   * Parse, Bind and Execute of each query, without names, parameters and formats, and one Sync
   * behind all.
   */
  static ByteBuffer extendedQueryBatch(List<String> queries) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String sql : queries) {
      all.writeBytes(message('P', concat(cString("", sql), new byte[2])).array());
      all.writeBytes(message('B', new byte[8]).array());
      all.writeBytes(message('E', new byte[5]).array());
    }
    all.writeBytes(message('S', new byte[0]).array());
    return ByteBuffer.wrap(all.toByteArray());
  }

  private static ByteBuffer message(char type, byte[] body) {
    int length = 4 + body.length;
    return ByteBuffer.allocate(1 + length).put((byte) type).putInt(length).put(body).flip();
  }

  private static byte[] cString(String... words) {
    return (String.join("\0", words) + '\0').getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
