package dev.pgtether.operator.scan.http;

import dev.pgtether.wire.Refusal;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A refusal, after which a connection is closed: not before the other side has sent all, for it
 * would lose the answer then (RFC 9112, 9.6), and not much later.
 *
 * @param stateTimeout of the connection
 */
record LingeringClose(StateTimeout stateTimeout) {

  /** So long a refused agent may take to read why, before it is cut off. */
  private static final Duration LINGER = Duration.ofSeconds(2);

  /**
   * Says why, and goes on reading.
   *
   * @param leader where to go instead
   */
  void say(ChannelHandlerContext context, Refusal refusal, @Nullable String leader) {
    stateTimeout.set(context, LINGER, () -> close(context));
    context
        .writeAndFlush(HttpResponses.refusal(refusal, leader))
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    context.channel().config().setAutoRead(true);
  }

  /** All has been sent: closes when the answer is on its way. */
  static void end(ChannelHandlerContext context) {
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  static void close(ChannelHandlerContext context) {
    ChannelFuture _ = context.close();
  }
}
