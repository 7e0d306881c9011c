package dev.pgtether.operator.scan.http;

import dev.pgtether.audit.Sighted;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.query.SocketQueryPlan;
import dev.pgtether.operator.leader.Leadership.LeadershipState;
import dev.pgtether.operator.scan.ScanBroker;
import dev.pgtether.operator.scan.token.AgentAuthenticator;
import dev.pgtether.operator.scan.token.AgentPodDirectory;
import dev.pgtether.operator.scan.token.RejectCounter;
import dev.pgtether.operator.scan.token.RejectReason;
import dev.pgtether.operator.scan.token.TokenIdentity;
import dev.pgtether.operator.tls.ca.RootCertificate;
import dev.pgtether.operator.tls.ca.ServerCertificate;
import dev.pgtether.operator.tls.ca.ServerCertificateNames;
import dev.pgtether.operator.tls.ca.ServerCertificates;
import dev.pgtether.wire.AgentHealth;
import dev.pgtether.wire.Codec;
import dev.pgtether.wire.Greeting;
import dev.pgtether.wire.Question;
import dev.pgtether.wire.Report;
import dev.pgtether.wire.Scan;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** An endpoint on the loopback, and what surrounds it, each part to be set by a test. */
public final class ExchangeServerFixture implements AutoCloseable, AgentPodDirectory {
  static final ExchangeLimits QUICK =
      new ExchangeLimits(
          64,
          8,
          3,
          4L << 20,
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3),
          Duration.ofSeconds(20));
  static final AgentHealth HEALTH =
      new AgentHealth("0.1.0", "run", Instant.parse("2026-03-01T03:00:00Z"), List.of());

  final Map<String, TokenIdentity> tokens = new ConcurrentHashMap<>();
  final Map<String, AgentPod> pods = new ConcurrentHashMap<>();
  final Map<IpAddress, String> addresses = new ConcurrentHashMap<>();
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  volatile LeadershipState leadershipState = new LeadershipState.Leading(7);
  final ScanBroker hub = new ScanBroker(() -> leadershipState, metrics);
  final ExchangeServer server;
  private final SSLContext trust;

  public ExchangeServerFixture(ExchangeLimits limits) throws GeneralSecurityException, IOException {
    RootCertificate rootCertificate = RootCertificate.create(Instant.now());
    ServerCertificate serverCertificate =
        rootCertificate.sign(
            new ServerCertificateNames(Set.of("localhost"), Set.of()),
            Duration.ofHours(1),
            Instant.now());
    server =
        new ExchangeServer(
            limits,
            certificates(serverCertificate),
            new AgentAuthenticator(this::identify, token -> {}, this),
            hub,
            () -> leadershipState,
            new RejectCounter(metrics, InstantSource.system()),
            metrics,
            new SplittableRandom(1));
    server.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    trust = trusting(rootCertificate);
  }

  /** A pod and its token. */
  String pod(String name, boolean hostNetwork) {
    String uid = "uid-" + name;
    pods.put(
        uid, new AgentPod(uid, "shop", name, Set.of(IpAddress.parse("10.42.1.7")), hostNetwork));
    tokens.put("token-" + name, new TokenIdentity.OfPod(uid, "shop", name));
    return "token-" + name;
  }

  RawHttpsClient client() throws IOException {
    return new RawHttpsClient(trust, server.port());
  }

  SSLContext trust() {
    return trust;
  }

  double count(RejectReason rejectReason) {
    Counter counter =
        metrics.find(RejectCounter.METRIC).tag("kind", rejectReason.label()).counter();
    return counter == null ? 0 : counter.count();
  }

  CompletableFuture<Sighted> ask(Duration deadline, String... podNames) {
    Map<String, SocketQuery> queries =
        Stream.of(podNames).collect(Collectors.toMap(name -> "uid-" + name, name -> query()));
    return CompletableFuture.supplyAsync(
        () -> hub.ask(new SocketQueryPlan(null, queries), deadline), Thread::startVirtualThread);
  }

  /** Until the hub holds an exchange of so many pods. */
  void awaitWaiting(int pods) throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      if (metrics.get("pgtether.agents.waiting").gauge().value() == pods) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("there are never " + pods + " that wait");
  }

  static SocketQuery query() {
    return new SocketQuery(
        Set.of(5432),
        Set.of(new Endpoint(IpAddress.parse("10.42.1.7"), 41592)),
        Set.of(),
        Set.of(),
        null);
  }

  static byte[] greeting() {
    return Codec.encode(new Greeting(HEALTH));
  }

  static byte[] report(Question question) {
    long now = System.nanoTime();
    return report(question.nonce(), question.epoch(), new MonotonicInterval(now, now));
  }

  static byte[] report(String nonce, long epoch, MonotonicInterval listed) {
    ScanCoverage scanCoverage =
        new ScanCoverage(
            ScanCoverage.SocketListing.DIAG_ONE_PASS,
            ScanCoverage.HolderLookup.OWN_PROCESSES,
            List.of());
    Scan scan = new Scan("boot", listed, scanCoverage, List.of(), List.of(), null);
    Instant at = Instant.parse("2026-03-01T03:00:00Z");
    return Codec.encode(new Report(HEALTH, nonce, epoch, at, at, scan));
  }

  private TokenIdentity identify(String token) {
    return tokens.getOrDefault(
        token, new TokenIdentity.Refused(RejectReason.FORGED_TOKEN, "forged"));
  }

  @Override
  public @Nullable AgentPod speaker(String podUid) {
    return pods.get(podUid);
  }

  @Override
  public @Nullable String podAt(IpAddress address) {
    return addresses.get(address);
  }

  @Override
  public Set<String> namespacesWithAgents() {
    return Set.of("shop");
  }

  @Override
  public void close() {
    server.close();
  }

  private static ServerCertificates certificates(ServerCertificate serverCertificate)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "leaf",
        serverCertificate.key(),
        new char[0],
        serverCertificate.chain().toArray(Certificate[]::new));
    KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
    factory.init(store, new char[0]);
    X509ExtendedKeyManager keys = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    return new ServerCertificates() {
      @Override
      public X509ExtendedKeyManager keyManager() {
        return keys;
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public CompletionStage<Void> publishTo(String namespace) {
        return CompletableFuture.completedStage(null);
      }
    };
  }

  private static SSLContext trusting(RootCertificate rootCertificate)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("root", rootCertificate.certificate());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
