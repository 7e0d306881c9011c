package dev.pgtether.operator.scan.http;

import dev.pgtether.wire.Codec;
import dev.pgtether.wire.Exchange;
import dev.pgtether.wire.Refusal;
import dev.pgtether.wire.Versions;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Answers as HTTP. */
final class HttpResponses {

  /** Agents add their own jitter. */
  private static final int RETRY_AFTER_SECONDS = 2;

  private HttpResponses() {}

  static FullHttpResponse question(byte[] body) {
    FullHttpResponse answer = answer(HttpResponseStatus.OK, body);
    answer.headers().set(HttpHeaderNames.CONTENT_TYPE, Exchange.CONTENT_TYPE);
    return answer;
  }

  static FullHttpResponse nothing() {
    FullHttpResponse answer = answer(HttpResponseStatus.NO_CONTENT, new byte[0]);
    // RFC 9110, 8.6: a 204 has no Content-Length
    answer.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    return answer;
  }

  /** The body may be sent (RFC 9110, 10.1.1). */
  static FullHttpResponse goOn() {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
  }

  /**
   * A refusal; the connection is closed after it.
   *
   * @param leader {@code host:port} to post to instead; null when nobody is known to lead, or it is
   *     not about that
   */
  static FullHttpResponse refusal(Refusal refusal, @Nullable String leader) {
    FullHttpResponse answer =
        answer(HttpResponseStatus.valueOf(refusal.code().status()), Codec.encode(refusal));
    answer.headers().set(HttpHeaderNames.CONTENT_TYPE, Exchange.CONTENT_TYPE);
    answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (leader != null) {
      answer.headers().set(Exchange.LEADER_HEADER, leader);
    }
    if (refusal.code() == Refusal.Code.TOO_MANY || refusal.code() == Refusal.Code.UNAVAILABLE) {
      answer.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    return answer;
  }

  private static FullHttpResponse answer(HttpResponseStatus status, byte[] body) {
    FullHttpResponse answer =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    answer.headers().set(Exchange.WIRE_HEADER, Versions.SPOKEN);
    answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    return answer;
  }
}
