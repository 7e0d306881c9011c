package dev.pgtether.operator.agents.exchange;

import dev.pgtether.audit.Sighted;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.query.SocketQueryPlan;
import dev.pgtether.operator.agents.AgentHub;
import dev.pgtether.operator.agents.Leadership.Standing;
import dev.pgtether.operator.agents.LeafCertificates;
import dev.pgtether.operator.agents.Offence;
import dev.pgtether.operator.agents.Offences;
import dev.pgtether.operator.agents.Speakers;
import dev.pgtether.operator.agents.WhoSpeaks;
import dev.pgtether.operator.agents.token.Identity;
import dev.pgtether.operator.agents.trust.Leaf;
import dev.pgtether.operator.agents.trust.LeafNames;
import dev.pgtether.operator.agents.trust.Root;
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
public final class Stage implements AutoCloseable, Speakers {
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

  final Map<String, Identity> tokens = new ConcurrentHashMap<>();
  final Map<String, Speaker> pods = new ConcurrentHashMap<>();
  final Map<IpAddress, String> addresses = new ConcurrentHashMap<>();
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  volatile Standing standing = new Standing.Leading(7);
  final AgentHub hub = new AgentHub(() -> standing, metrics);
  final ExchangeServer server;
  private final SSLContext trust;

  public Stage(ExchangeLimits limits) throws GeneralSecurityException, IOException {
    Root root = Root.create(Instant.now());
    Leaf leaf =
        root.sign(new LeafNames(Set.of("localhost"), Set.of()), Duration.ofHours(1), Instant.now());
    server =
        new ExchangeServer(
            limits,
            certificates(leaf),
            new WhoSpeaks(this::identify, token -> {}, this),
            hub,
            () -> standing,
            new Offences(metrics, InstantSource.system()),
            metrics,
            new SplittableRandom(1));
    server.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    trust = trusting(root);
  }

  /** A pod and its token. */
  String pod(String name, boolean hostNetwork) {
    String uid = "uid-" + name;
    pods.put(
        uid, new Speaker(uid, "shop", name, Set.of(IpAddress.parse("10.42.1.7")), hostNetwork));
    tokens.put("token-" + name, new Identity.OfPod(uid, "shop", name));
    return "token-" + name;
  }

  RawClient client() throws IOException {
    return new RawClient(trust, server.port());
  }

  SSLContext trust() {
    return trust;
  }

  double count(Offence offence) {
    Counter counter = metrics.find(Offences.METRIC).tag("kind", offence.label()).counter();
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

  private Identity identify(String token) {
    return tokens.getOrDefault(token, new Identity.Refused(Offence.FORGED_TOKEN, "forged"));
  }

  @Override
  public @Nullable Speaker speaker(String podUid) {
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

  private static LeafCertificates certificates(Leaf leaf)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("leaf", leaf.key(), new char[0], leaf.chain().toArray(Certificate[]::new));
    KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
    factory.init(store, new char[0]);
    X509ExtendedKeyManager keys = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    return new LeafCertificates() {
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

  private static SSLContext trusting(Root root) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("root", root.certificate());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
