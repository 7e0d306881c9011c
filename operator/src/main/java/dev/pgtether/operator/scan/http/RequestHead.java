package dev.pgtether.operator.scan.http;

import dev.pgtether.operator.leader.Leadership.LeadershipState;
import dev.pgtether.operator.scan.token.RejectReason;
import dev.pgtether.wire.Exchange;
import dev.pgtether.wire.Refusal;
import dev.pgtether.wire.Versions;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;

/** What the head of a request comes to, before anybody is asked whose token it is. */
sealed interface RequestHead {

  /** It may be read on. */
  record Acceptable(String token, boolean awaitsContinue) implements RequestHead {}

  /** It is an offence. */
  record Bad(RejectReason rejectReason, Refusal refusal) implements RequestHead {}

  /**
   * Another replica leads.
   *
   * @param leader its address
   */
  record Elsewhere(String leader) implements RequestHead {

    /** {@code host:port}. */
    String leader(int port) {
      // RFC 3986, 3.2.2
      return (leader.indexOf(':') < 0 ? leader : "[" + leader + "]") + ":" + port;
    }

    Refusal refusal(int port) {
      return new Refusal(Refusal.Code.NOT_LEADER, "the leader is " + leader(port));
    }
  }

  private static Bad bad(RejectReason rejectReason, String why) {
    return new Bad(rejectReason, new Refusal(rejectReason.code(), why));
  }

  /** Looks at a head. */
  static RequestHead of(HttpRequest request, LeadershipState leadershipState) {
    if (request.decoderResult().isFailure()) {
      return bad(RejectReason.BAD_REQUEST, "not an HTTP request, or its head is too long");
    }
    if (!request.uri().equals(Exchange.PATH) || !request.method().equals(HttpMethod.POST)) {
      return bad(RejectReason.BAD_REQUEST, "only POST " + Exchange.PATH + " is understood here");
    }
    String offered = request.headers().get(Exchange.WIRE_HEADER);
    if (Versions.withAgent(offered) instanceof Versions.Agreement.Not(Refusal refusal)) {
      return new Bad(RejectReason.WRONG_VERSION, refusal);
    }
    // Whoever comes while nobody is known to lead waits here: this replica may be the next to.
    String leader = leadershipState.leaderElsewhere();
    return leader == null ? acceptable(request) : new Elsewhere(leader);
  }

  private static RequestHead acceptable(HttpRequest request) {
    long length;
    try {
      length = HttpUtil.getContentLength(request, -1L);
    } catch (NumberFormatException e) {
      return bad(RejectReason.BAD_REQUEST, "Content-Length is no number");
    }
    if (length > Exchange.MAX_BODY_BYTES) {
      return tooLong();
    }
    String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION);
    // RFC 9110, 11.1: the scheme's case does not matter
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return bad(RejectReason.NO_TOKEN, "there is no Authorization: Bearer <token>");
    }
    return new Acceptable(
        authorization.substring(7).strip(), HttpUtil.is100ContinueExpected(request));
  }

  /** The body is, or would be, too long. */
  static Bad tooLong() {
    return bad(
        RejectReason.TOO_LONG, "the body is longer than " + Exchange.MAX_BODY_BYTES + " bytes");
  }
}
