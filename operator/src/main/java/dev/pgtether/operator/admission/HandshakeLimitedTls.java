package dev.pgtether.operator.admission;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's TLS, where each handshake is counted from the first byte on. */
final class HandshakeLimitedTls extends JdkSSLEngineOptions {

  private final OpenHandshakeLimit handshakes;

  HandshakeLimitedTls(OpenHandshakeLimit handshakes) {
    this.handshakes = handshakes;
  }

  /** The server works with a copy of its options, which has to count with this one. */
  @Override
  public HandshakeLimitedTls copy() {
    return new HandshakeLimitedTls(handshakes);
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new Counting(super.sslContextFactory(), handshakes);
  }

  private static final class CountedHandler extends SslHandler {

    private final OpenHandshakeLimit handshakes;

    CountedHandler(
        SSLEngine engine, boolean startTls, Executor tasks, OpenHandshakeLimit handshakes) {
      super(engine, startTls, tasks);
      this.handshakes = handshakes;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
      super.handlerAdded(context);
      handshakes.enter(context, handshakeFuture());
    }
  }

  private record Counting(SslContextFactory jdk, OpenHandshakeLimit handshakes)
      implements SslContextFactory {

    @Override
    public SslContext create() throws SSLException {
      return new DelegatingSslContext(jdk.create()) {
        @Override
        protected void initEngine(SSLEngine engine) {}

        @Override
        protected SslHandler newHandler(
            ByteBufAllocator allocator, boolean startTls, Executor tasks) {
          return new CountedHandler(newEngine(allocator), startTls, tasks, handshakes);
        }

        @Override
        protected SslHandler newHandler(
            ByteBufAllocator allocator, String host, int port, boolean startTls, Executor tasks) {
          return new CountedHandler(newEngine(allocator, host, port), startTls, tasks, handshakes);
        }
      };
    }

    @Override
    public SslContextFactory useAlpn(boolean useAlpn) {
      jdk.useAlpn(useAlpn);
      return this;
    }

    @Override
    public SslContextFactory clientAuth(ClientAuth clientAuth) {
      jdk.clientAuth(clientAuth);
      return this;
    }

    @Override
    public SslContextFactory forClient(boolean forClient) {
      jdk.forClient(forClient);
      return this;
    }

    @Override
    public SslContextFactory keyMananagerFactory(KeyManagerFactory keys) {
      jdk.keyMananagerFactory(keys);
      return this;
    }

    @Override
    public SslContextFactory trustManagerFactory(TrustManagerFactory trust) {
      jdk.trustManagerFactory(trust);
      return this;
    }

    @Override
    public SslContextFactory enabledCipherSuites(Set<String> suites) {
      jdk.enabledCipherSuites(suites);
      return this;
    }

    @Override
    public SslContextFactory applicationProtocols(List<String> protocols) {
      jdk.applicationProtocols(protocols);
      return this;
    }

    @Override
    public SslContextFactory serverName(String name) {
      jdk.serverName(name);
      return this;
    }
  }
}
