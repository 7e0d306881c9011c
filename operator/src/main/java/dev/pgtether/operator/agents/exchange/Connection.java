package dev.pgtether.operator.agents.exchange;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.agents.Offence;
import dev.pgtether.operator.agents.Speakers.Speaker;
import dev.pgtether.operator.agents.WhoSpeaks.Admission;
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
final class Connection extends SimpleChannelInboundHandler<HttpObject> {

  private static final String TOO_MANY_POSTS = "too many posts at a time";
  private static final String LATE = "the request was not complete in time";

  private final Desk desk;
  private final Guest guest;
  private final Alarm alarm = new Alarm();
  private final Farewell farewell = new Farewell(alarm);
  private State state = State.CONNECTED;
  private @Nullable Speaker speaker;
  private @Nullable Body body;
  private @Nullable Held held;

  Connection(Desk desk, Guest guest) {
    this.desk = desk;
    this.guest = guest;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    alarm.set(context, desk.limits().request(), () -> offend(context, Offence.TOO_SLOW, LATE));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (part instanceof HttpRequest head && state != State.REFUSED) {
      onHead(context, head);
    }
    if (part instanceof HttpContent content) {
      onContent(context, content);
    }
  }

  private void onHead(ChannelHandlerContext context, HttpRequest request) {
    if (state != State.CONNECTED && state != State.ANSWERED) {
      offend(context, Offence.BAD_REQUEST, "one request at a time, and none ahead");
      return;
    }
    switch (RequestHead.of(request, desk.standing())) {
      case RequestHead.Bad bad -> offend(context, bad);
      case RequestHead.Elsewhere elsewhere ->
          refuse(
              context,
              elsewhere.refusal(desk.port().getAsInt()),
              elsewhere.leader(desk.port().getAsInt()));
      case RequestHead.Acceptable head -> identify(context, head);
    }
  }

  private void identify(ChannelHandlerContext context, RequestHead.Acceptable head) {
    state = State.IDENTIFYING;
    body = new Body(desk.doors());
    alarm.set(context, desk.limits().body(), () -> busy(context, "looking at the token took long"));
    context.channel().config().setAutoRead(false);
    IpAddress from = IpAddress.of(guest.address());
    desk.work(
        () -> {
          Admission admission = desk.admit(head.token(), from);
          context.executor().execute(() -> decided(context, admission, head));
        });
  }

  private void decided(
      ChannelHandlerContext context, Admission admission, RequestHead.Acceptable head) {
    if (state != State.IDENTIFYING) {
      return;
    }
    switch (admission) {
      case Admission.Refused(Offence offence, String why) -> offend(context, offence, why);
      case Admission.NotNow(String why) -> busy(context, why);
      case Admission.Admitted(Speaker who) -> admitted(context, who, head);
    }
  }

  private void admitted(ChannelHandlerContext context, Speaker who, RequestHead.Acceptable head) {
    if (!guest.isOf(who.uid())) {
      offend(context, Offence.TOO_MANY_CONNECTIONS, "too many connections of " + who.fullName());
      return;
    }
    speaker = who;
    if (body == null || !body.enter(who.uid())) {
      busy(context, TOO_MANY_POSTS);
      return;
    }
    state = State.READING;
    alarm.set(context, desk.limits().body(), () -> offend(context, Offence.TOO_SLOW, LATE));
    if (head.awaitsContinue()) {
      context.writeAndFlush(Answers.goOn()).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }
    context.channel().config().setAutoRead(true);
    readIfWhole(context);
  }

  private void onContent(ChannelHandlerContext context, HttpContent content) {
    boolean isLast = content instanceof LastHttpContent;
    if (state == State.REFUSED) {
      if (isLast) {
        Farewell.end(context);
      }
    } else if (content.decoderResult().isFailure()) {
      offend(context, Offence.BAD_REQUEST, "the body is not HTTP");
    } else {
      switch (body == null ? Body.Added.TOO_LONG : body.add(content.content(), isLast)) {
        case FITS -> readIfWhole(context);
        case TOO_LONG -> offend(context, RequestHead.tooLong());
        case NO_ROOM -> busy(context, TOO_MANY_POSTS);
      }
    }
  }

  private void readIfWhole(ChannelHandlerContext context) {
    Body whole = body;
    Speaker who = speaker;
    if (state != State.READING || who == null || whole == null || !whole.isWhole()) {
      return;
    }
    state = State.WORKING;
    alarm.set(context, desk.limits().body(), () -> busy(context, "reading the post took long"));
    long arrived = System.nanoTime();
    desk.work(
        () -> {
          Desk.Outcome outcome = desk.read(who, whole.bytes(), arrived);
          context.executor().execute(() -> read(context, who, outcome));
        });
  }

  private void read(ChannelHandlerContext context, Speaker who, Desk.Outcome outcome) {
    if (state != State.WORKING) {
      return;
    }
    dropBody();
    switch (outcome) {
      case Desk.Outcome.Bad(Offence offence, Refusal refusal) ->
          offend(context, new RequestHead.Bad(offence, refusal));
      case Desk.Outcome.Waits(boolean isGreeting) -> hold(context, who, isGreeting);
    }
  }

  private void hold(ChannelHandlerContext context, Speaker who, boolean isGreeting) {
    state = State.HELD;
    Held exchange =
        new Held(context.channel(), desk::nothing, response -> answer(context, response));
    held = exchange;
    double spread = Exchange.HOLD_SPREAD * (2 * desk.chance().nextDouble() - 1);
    long nanos = (long) (desk.limits().hold().toNanos() * (1 + spread));
    alarm.set(context, Duration.ofNanos(nanos), exchange::release);
    desk.hub().hold(who, exchange, isGreeting);
  }

  private void answer(ChannelHandlerContext context, FullHttpResponse response) {
    if (state != State.HELD) {
      response.release();
      return;
    }
    dropHeld();
    state = State.ANSWERED;
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    // An agent that has nothing more to say has gone, or hangs: no offence.
    alarm.set(context, desk.limits().idle(), () -> Farewell.close(context));
  }

  private void busy(ChannelHandlerContext context, String why) {
    refuse(context, new Refusal(Refusal.Code.UNAVAILABLE, why + "; try again"), null);
  }

  private void offend(ChannelHandlerContext context, Offence offence, String why) {
    offend(context, new RequestHead.Bad(offence, new Refusal(offence.code(), why)));
  }

  private void offend(ChannelHandlerContext context, RequestHead.Bad bad) {
    Speaker who = speaker;
    String name = who == null ? guest.address().getHostAddress() : who.fullName();
    desk.offences().count(bad.offence(), name, bad.refusal().message());
    refuse(context, bad.refusal(), null);
  }

  private void refuse(ChannelHandlerContext context, Refusal refusal, @Nullable String leader) {
    boolean isWhole = body != null && body.isWhole();
    dropHeld();
    dropBody();
    state = State.REFUSED;
    farewell.say(context, refusal, leader);
    if (isWhole) {
      Farewell.end(context);
    }
  }

  private void dropHeld() {
    Held exchange = held;
    Speaker who = speaker;
    if (exchange != null && who != null) {
      exchange.end();
      desk.hub().drop(who, exchange);
    }
    held = null;
  }

  private void dropBody() {
    if (body != null) {
      body.leave();
    }
    body = null;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    state = State.REFUSED;
    alarm.cancel();
    dropHeld();
    dropBody();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      String why = Handshakes.whyFailed(handshake.cause());
      desk.offences().count(Offence.HANDSHAKE_FAILED, guest.address().getHostAddress(), why);
    }
  }

  /** The other side is gone, or speaks no TLS; the handshake's own failure was counted. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Farewell.close(context);
  }
}
