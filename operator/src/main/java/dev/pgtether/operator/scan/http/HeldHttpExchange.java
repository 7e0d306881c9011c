package dev.pgtether.operator.scan.http;

import dev.pgtether.operator.scan.HeldExchange;
import dev.pgtether.wire.Codec;
import dev.pgtether.wire.Question;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** An exchange of a connection, held; answered from any thread, once. */
final class HeldHttpExchange implements HeldExchange {

  private final Channel channel;
  private final Supplier<FullHttpResponse> nothing;
  private final Consumer<FullHttpResponse> answer;
  private final AtomicBoolean isAnswered = new AtomicBoolean();

  /**
   * @param nothing what is answered when nothing is asked
   * @param answer called on the channel's event loop, at most once
   */
  HeldHttpExchange(
      Channel channel, Supplier<FullHttpResponse> nothing, Consumer<FullHttpResponse> answer) {
    this.channel = channel;
    this.nothing = nothing;
    this.answer = answer;
  }

  @Override
  public boolean ask(Question question) {
    byte[] body = Codec.encode(question);
    return answer(HttpResponses.question(body));
  }

  @Override
  public void release() {
    answer(nothing.get());
  }

  /** No answer is accepted any more. */
  void end() {
    isAnswered.set(true);
  }

  private boolean answer(FullHttpResponse response) {
    if (!channel.isActive() || !isAnswered.compareAndSet(false, true)) {
      response.release();
      return false;
    }
    try {
      channel.eventLoop().execute(() -> answer.accept(response));
      return true;
    } catch (RejectedExecutionException e) {
      response.release();
      return false;
    }
  }
}
