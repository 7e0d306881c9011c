package dev.pgtether.operator.scan.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The end of a connection's present state; used on its event loop only. */
final class StateTimeout {

  private @Nullable ScheduledFuture<?> pending;

  /** Goes off after {@code time} unless it is set anew. */
  void set(ChannelHandlerContext context, Duration time, Runnable what) {
    cancel();
    pending = context.executor().schedule(what, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  void cancel() {
    ScheduledFuture<?> before = pending;
    if (before != null) {
      before.cancel(false);
      pending = null;
    }
  }
}
