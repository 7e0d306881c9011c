package dev.pgtether.operator.admission;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * So many TLS handshakes at a time and no more: the oldest makes room for the newest, as with
 * {@link OpenConnectionLimit}, which sees a connection only behind its handshake.
 */
final class OpenHandshakeLimit {

  private final int most;
  private final LinkedHashSet<ChannelHandlerContext> open = new LinkedHashSet<>();

  OpenHandshakeLimit(int most) {
    this.most = most;
  }

  /**
   * Counts a handshake until it is over.
   *
   * @param newest of the TLS handler: closed from there, without a farewell that nobody may read
   */
  void enter(ChannelHandlerContext newest, Future<Channel> handshake) {
    ChannelHandlerContext oldest = makeRoom(newest);
    handshake.addListener(over -> leave(newest));
    if (oldest != null) {
      oldest.close().addListener(closed -> leave(oldest));
    }
  }

  private synchronized @Nullable ChannelHandlerContext makeRoom(ChannelHandlerContext newest) {
    ChannelHandlerContext oldest = open.size() >= most ? open.removeFirst() : null;
    open.add(newest);
    return oldest;
  }

  private synchronized void leave(ChannelHandlerContext handshake) {
    open.remove(handshake);
  }
}
