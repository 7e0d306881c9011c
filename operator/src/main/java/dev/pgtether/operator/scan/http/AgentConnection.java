package dev.pgtether.operator.scan.http;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.scan.token.AgentAuthenticator.Admission;
import dev.pgtether.operator.scan.token.AgentPodDirectory.AgentPod;
import dev.pgtether.operator.scan.token.RejectReason;
import dev.pgtether.wire.Exchange;
import dev.pgtether.wire.Refusal;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One agent's connection: head, token, body, wait, answer, and again. All of it on the connection's
 * own event loop, except what may block; and each state has its end.
 */
final class AgentConnection extends SimpleChannelInboundHandler<HttpObject> {

  private static final String TOO_MANY_POSTS = "too many posts at a time";
  private static final String LATE = "the request was not complete in time";

  private final ExchangeContext exchangeContext;
  private final ConnectionPermit connectionPermit;
  private final StateTimeout stateTimeout = new StateTimeout();
  private final LingeringClose lingeringClose = new LingeringClose(stateTimeout);
  private ConnectionState connectionState = ConnectionState.CONNECTED;
  private @Nullable AgentPod agentPod;
  private @Nullable RequestBody requestBody;
  private @Nullable HeldHttpExchange heldHttpExchange;

  AgentConnection(ExchangeContext exchangeContext, ConnectionPermit connectionPermit) {
    this.exchangeContext = exchangeContext;
    this.connectionPermit = connectionPermit;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    stateTimeout.set(
        context,
        exchangeContext.limits().request(),
        () -> offend(context, RejectReason.TOO_SLOW, LATE));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (part instanceof HttpRequest head && connectionState != ConnectionState.REFUSED) {
      onHead(context, head);
    }
    if (part instanceof HttpContent content) {
      onContent(context, content);
    }
  }

  private void onHead(ChannelHandlerContext context, HttpRequest request) {
    if (connectionState != ConnectionState.CONNECTED
        && connectionState != ConnectionState.ANSWERED) {
      offend(context, RejectReason.BAD_REQUEST, "one request at a time, and none ahead");
      return;
    }
    switch (RequestHead.of(request, exchangeContext.standing())) {
      case RequestHead.Bad bad -> offend(context, bad);
      case RequestHead.Elsewhere elsewhere ->
          refuse(
              context,
              elsewhere.refusal(exchangeContext.port().getAsInt()),
              elsewhere.leader(exchangeContext.port().getAsInt()));
      case RequestHead.Acceptable head -> identify(context, head);
    }
  }

  private void identify(ChannelHandlerContext context, RequestHead.Acceptable head) {
    connectionState = ConnectionState.IDENTIFYING;
    requestBody = new RequestBody(exchangeContext.connectionLimiter());
    stateTimeout.set(
        context,
        exchangeContext.limits().body(),
        () -> busy(context, "looking at the token took long"));
    context.channel().config().setAutoRead(false);
    IpAddress from = IpAddress.of(connectionPermit.address());
    exchangeContext.work(
        () -> {
          Admission admission = exchangeContext.admit(head.token(), from);
          context.executor().execute(() -> decided(context, admission, head));
        });
  }

  private void decided(
      ChannelHandlerContext context, Admission admission, RequestHead.Acceptable head) {
    if (connectionState != ConnectionState.IDENTIFYING) {
      return;
    }
    switch (admission) {
      case Admission.Refused(RejectReason rejectReason, String why) ->
          offend(context, rejectReason, why);
      case Admission.NotNow(String why) -> busy(context, why);
      case Admission.Admitted(AgentPod who) -> admitted(context, who, head);
    }
  }

  private void admitted(ChannelHandlerContext context, AgentPod who, RequestHead.Acceptable head) {
    if (!connectionPermit.isOf(who.uid())) {
      offend(
          context, RejectReason.TOO_MANY_CONNECTIONS, "too many connections of " + who.fullName());
      return;
    }
    agentPod = who;
    if (requestBody == null || !requestBody.enter(who.uid())) {
      busy(context, TOO_MANY_POSTS);
      return;
    }
    connectionState = ConnectionState.READING;
    stateTimeout.set(
        context,
        exchangeContext.limits().body(),
        () -> offend(context, RejectReason.TOO_SLOW, LATE));
    if (head.awaitsContinue()) {
      context
          .writeAndFlush(HttpResponses.goOn())
          .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
    context.channel().config().setAutoRead(true);
    readIfWhole(context);
  }

  private void onContent(ChannelHandlerContext context, HttpContent content) {
    boolean isLast = content instanceof LastHttpContent;
    if (connectionState == ConnectionState.REFUSED) {
      if (isLast) {
        LingeringClose.end(context);
      }
    } else if (content.decoderResult().isFailure()) {
      offend(context, RejectReason.BAD_REQUEST, "the body is not HTTP");
    } else {
      switch (requestBody == null
          ? RequestBody.Added.TOO_LONG
          : requestBody.add(content.content(), isLast)) {
        case FITS -> readIfWhole(context);
        case TOO_LONG -> offend(context, RequestHead.tooLong());
        case NO_ROOM -> busy(context, TOO_MANY_POSTS);
      }
    }
  }

  private void readIfWhole(ChannelHandlerContext context) {
    RequestBody whole = requestBody;
    AgentPod who = agentPod;
    if (connectionState != ConnectionState.READING
        || who == null
        || whole == null
        || !whole.isWhole()) {
      return;
    }
    connectionState = ConnectionState.WORKING;
    stateTimeout.set(
        context,
        exchangeContext.limits().body(),
        () -> busy(context, "reading the post took long"));
    long arrived = System.nanoTime();
    exchangeContext.work(
        () -> {
          ExchangeContext.Outcome outcome = exchangeContext.read(who, whole.bytes(), arrived);
          context.executor().execute(() -> read(context, who, outcome));
        });
  }

  private void read(ChannelHandlerContext context, AgentPod who, ExchangeContext.Outcome outcome) {
    if (connectionState != ConnectionState.WORKING) {
      return;
    }
    dropBody();
    switch (outcome) {
      case ExchangeContext.Outcome.Bad(RejectReason rejectReason, Refusal refusal) ->
          offend(context, new RequestHead.Bad(rejectReason, refusal));
      case ExchangeContext.Outcome.Waits(boolean isGreeting) -> hold(context, who, isGreeting);
    }
  }

  private void hold(ChannelHandlerContext context, AgentPod who, boolean isGreeting) {
    connectionState = ConnectionState.HELD;
    HeldHttpExchange exchange =
        new HeldHttpExchange(
            context.channel(), exchangeContext::nothing, response -> answer(context, response));
    heldHttpExchange = exchange;
    double spread = Exchange.HOLD_SPREAD * (2 * exchangeContext.chance().nextDouble() - 1);
    long nanos = (long) (exchangeContext.limits().hold().toNanos() * (1 + spread));
    stateTimeout.set(context, Duration.ofNanos(nanos), exchange::release);
    exchangeContext.hub().hold(who, exchange, isGreeting);
  }

  private void answer(ChannelHandlerContext context, FullHttpResponse response) {
    if (connectionState != ConnectionState.HELD) {
      response.release();
      return;
    }
    dropHeld();
    connectionState = ConnectionState.ANSWERED;
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    // An agent that has nothing more to say has gone, or hangs: no offence.
    stateTimeout.set(context, exchangeContext.limits().idle(), () -> LingeringClose.close(context));
  }

  private void busy(ChannelHandlerContext context, String why) {
    refuse(context, new Refusal(Refusal.Code.UNAVAILABLE, why + "; try again"), null);
  }

  private void offend(ChannelHandlerContext context, RejectReason rejectReason, String why) {
    offend(context, new RequestHead.Bad(rejectReason, new Refusal(rejectReason.code(), why)));
  }

  private void offend(ChannelHandlerContext context, RequestHead.Bad bad) {
    AgentPod who = agentPod;
    String name = who == null ? connectionPermit.address().getHostAddress() : who.fullName();
    exchangeContext.rejectCounter().count(bad.rejectReason(), name, bad.refusal().message());
    refuse(context, bad.refusal(), null);
  }

  private void refuse(ChannelHandlerContext context, Refusal refusal, @Nullable String leader) {
    boolean isWhole = requestBody != null && requestBody.isWhole();
    dropHeld();
    dropBody();
    connectionState = ConnectionState.REFUSED;
    lingeringClose.say(context, refusal, leader);
    if (isWhole) {
      LingeringClose.end(context);
    }
  }

  private void dropHeld() {
    HeldHttpExchange exchange = heldHttpExchange;
    AgentPod who = agentPod;
    if (exchange != null && who != null) {
      exchange.end();
      exchangeContext.hub().drop(who, exchange);
    }
    heldHttpExchange = null;
  }

  private void dropBody() {
    if (requestBody != null) {
      requestBody.leave();
    }
    requestBody = null;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    connectionState = ConnectionState.REFUSED;
    stateTimeout.cancel();
    dropHeld();
    dropBody();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      String why = HandshakeFailures.whyFailed(handshake.cause());
      exchangeContext
          .rejectCounter()
          .count(RejectReason.HANDSHAKE_FAILED, connectionPermit.address().getHostAddress(), why);
    }
  }

  /** The other side is gone, or speaks no TLS; the handshake's own failure was counted. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LingeringClose.close(context);
  }
}
