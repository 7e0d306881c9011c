package dev.pgtether.operator.scan.http;

import dev.pgtether.operator.leader.Leadership;
import dev.pgtether.operator.scan.ScanBroker;
import dev.pgtether.operator.scan.token.AgentAuthenticator;
import dev.pgtether.operator.scan.token.RejectCounter;
import dev.pgtether.operator.scan.token.RejectReason;
import dev.pgtether.operator.tls.ca.ServerCertificates;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** The TLS endpoint that agents post to. */
public final class ExchangeServer implements AutoCloseable {

  /** Handshakes and records are all that they do. */
  private static final int EVENT_LOOPS = 2;

  /**
   * Connections that the kernel keeps for us. An agent gives up after 5 s: in a longer queue, when
   * all come at once, those whose turn it is are already gone, and each of them has cost a
   * handshake. Who finds it full tries again by TCP's own back-off.
   */
  private static final int BACKLOG = 256;

  private static final int LONGEST_LINE = 512;

  /** A token has some 1,200 characters. */
  private static final int LONGEST_HEAD = 12 << 10;

  private static final int LONGEST_PART = 16 << 10;
  private static final long STANDING_LOOKED_AT_MILLIS = 500;

  private final ExchangeLimits limits;
  private final SSLContext tls;
  private final ConnectionLimiter connectionLimiter;
  private final ExchangeContext exchangeContext;
  private final ScanBroker hub;
  private final Leadership leadership;
  private final RejectCounter rejectCounter;
  private final EventLoopGroup loops =
      new NioEventLoopGroup(EVENT_LOOPS, new DefaultThreadFactory("agents", true));
  private final ExecutorService workers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("agents-", 0).factory());
  private volatile @Nullable Channel listener;

  public ExchangeServer(
      ExchangeLimits limits,
      ServerCertificates certificates,
      AgentAuthenticator agentAuthenticator,
      ScanBroker hub,
      Leadership leadership,
      RejectCounter rejectCounter,
      MeterRegistry metrics,
      RandomGenerator chance) {
    this.limits = limits;
    this.hub = hub;
    this.leadership = leadership;
    this.rejectCounter = rejectCounter;
    this.connectionLimiter = new ConnectionLimiter(limits);
    this.exchangeContext =
        new ExchangeContext(
            limits,
            connectionLimiter,
            agentAuthenticator,
            hub,
            leadership,
            rejectCounter,
            chance,
            workers,
            this::port);
    this.tls = context(certificates);
    metrics.gauge("pgtether.agents.strangers", connectionLimiter, ConnectionLimiter::strangers);
  }

  private static SSLContext context(ServerCertificates certificates) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(new KeyManager[] {certificates.keyManager()}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS 1.3", e);
    }
  }

  /**
   * Listens on {@code address}.
   *
   * @throws IOException when the port is not to be had
   */
  public void start(InetSocketAddress address) throws IOException {
    try {
      listener =
          new ServerBootstrap()
              .group(loops)
              .channel(NioServerSocketChannel.class)
              .option(ChannelOption.SO_BACKLOG, BACKLOG)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.SO_KEEPALIVE, true)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childHandler(new Entrance())
              .bind(address)
              .syncUninterruptibly()
              .channel();
    } catch (Exception e) {
      // Netty rethrows the cause as it is, checked or not
      throw new IOException("cannot listen for agents on " + address + ": " + e.getMessage(), e);
    }
    Future<?> _ =
        loops.scheduleWithFixedDelay(
            this::lookAtStanding,
            STANDING_LOOKED_AT_MILLIS,
            STANDING_LOOKED_AT_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /** The port that is listened on. */
  public int port() {
    Channel channel = listener;
    return channel != null && channel.localAddress() instanceof InetSocketAddress address
        ? address.getPort()
        : -1;
  }

  /**
   * Who knows that another leads sends its agents there at once, not when their time is over. While
   * nobody does they stay: whoever leads next may be this one.
   */
  private void lookAtStanding() {
    if (leadership.now().leaderElsewhere() != null) {
      hub.releaseAll();
    }
  }

  /** Closes all connections; agents come back to another replica. */
  @Override
  public void close() {
    Channel channel = listener;
    if (channel != null) {
      channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
    hub.releaseAll();
    loops
        .shutdownGracefully(100, 1_000, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(2, TimeUnit.SECONDS);
    workers.shutdownNow();
  }

  /** Counts a connection before its handshake, and makes the rest of it. */
  private final class Entrance extends ChannelInitializer<SocketChannel> {

    @Override
    protected void initChannel(SocketChannel channel) {
      InetAddress from = channel.remoteAddress().getAddress();
      ConnectionPermit connectionPermit = ConnectionPermit.enter(connectionLimiter, from);
      if (connectionPermit == null) {
        rejectCounter.count(
            RejectReason.TOO_MANY_CONNECTIONS,
            from.getHostAddress(),
            "more than "
                + limits.strangersPerAddress()
                + " connections that do not say whose they are");
        ChannelFuture _ = channel.close();
        return;
      }
      Channel parent = channel.parent();
      connectionPermit.whenLessStrange(() -> parent.config().setAutoRead(true));
      if (connectionLimiter.isFull()) {
        // Those who come now wait in the kernel's queue.
        parent.config().setAutoRead(false);
      }
      channel.closeFuture().addListener(closed -> connectionPermit.leave());
      SSLEngine engine = tls.createSSLEngine();
      engine.setUseClientMode(false);
      SslHandler handler = new SslHandler(engine);
      handler.setHandshakeTimeoutMillis(limits.handshake().toMillis());
      channel
          .pipeline()
          .addLast(handler)
          .addLast(new HttpServerCodec(LONGEST_LINE, LONGEST_HEAD, LONGEST_PART))
          .addLast(new AgentConnection(exchangeContext, connectionPermit));
    }
  }
}
