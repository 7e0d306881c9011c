package dev.pgtether.operator.agents.trust;

import dev.pgtether.operator.agents.Leadership;
import dev.pgtether.operator.agents.LeafCertificates;
import dev.pgtether.operator.agents.Speakers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The operator's own certificate authority at work, in rounds: the roots as they should be, this
 * replica's certificate signed by them, and they themselves published.
 */
public final class CertificateAuthority implements LeafCertificates, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(CertificateAuthority.class);

  /** Rounds follow each other this closely until there is a first certificate. */
  private static final Duration FIRST_ROUNDS = Duration.ofMillis(500);

  private static final Duration ROUNDS = Duration.ofSeconds(30);

  /** As many namespaces are published to at once on request; more wait. */
  private static final int PUBLICATIONS_AT_ONCE = 8;

  /** Of these and those that wait; what is dropped comes again when the pod is seen. */
  private static final int MOST_PUBLICATIONS = 256;

  /** A pod that is admitted is created at once, or never. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RootKeeper keeper;
  private final Publisher publisher;
  private final CurrentLeaf leaf;
  private final Leadership leadership;
  private final Speakers speakers;
  private final InstantSource clock;
  private final String ownNamespace;
  private final Thread rounds;
  private final Requests requests = new Requests(PUBLICATIONS_AT_ONCE, MOST_PUBLICATIONS);
  private final Expectations expectations;
  private volatile @Nullable Roots roots;
  private volatile @Nullable String trouble;
  private boolean published;

  /**
   * Who leads has tried to publish what it signs with: until then the API server believes neither
   * webhook nor agents. Tried, not done: an operator that may not write there still audits.
   */
  private volatile boolean announced;

  /**
   * @param ownNamespace always published to: who checks the operator's endpoints stands there
   */
  CertificateAuthority(
      RootKeeper keeper,
      Publisher publisher,
      CurrentLeaf leaf,
      Leadership leadership,
      Speakers speakers,
      InstantSource clock,
      String ownNamespace) {
    this.keeper = keeper;
    this.publisher = publisher;
    this.leaf = leaf;
    this.leadership = leadership;
    this.speakers = speakers;
    this.clock = clock;
    this.ownNamespace = ownNamespace;
    this.expectations =
        new Expectations(speakers::namespacesWithAgents, MOST_PUBLICATIONS, PATIENCE);
    this.rounds = Thread.ofVirtual().name("certificate-authority").unstarted(this::goRound);
  }

  /** Begins the rounds. */
  public void start() {
    rounds.start();
  }

  private void goRound() {
    try {
      while (!Thread.interrupted()) {
        attempt();
        Thread.sleep(isReady() ? ROUNDS : FIRST_ROUNDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attempt() {
    try {
      round();
      trouble = null;
    } catch (RuntimeException e) {
      String why = String.valueOf(e.getMessage());
      if (!why.equals(trouble)) {
        LOG.errorf("the operator's CA: %s; tried again until it works", why);
      }
      trouble = why;
    }
  }

  /** One round: the roots, the certificate, and as leader the publication. */
  void round() {
    boolean leading = leadership.now() instanceof Leadership.Standing.Leading;
    Roots kept = keeper.keep(leading, published, clock.instant());
    published = false;
    if (kept == null) {
      return;
    }
    roots = kept;
    leaf.signedBy(kept.current());
    if (leading) {
      Set<String> namespaces = new HashSet<>(speakers.namespacesWithAgents());
      namespaces.add(ownNamespace);
      published = publisher.publish(kept.bundle(), namespaces, clock.instant());
    }
    announced = true;
  }

  @Override
  public X509ExtendedKeyManager keyManager() {
    return leaf;
  }

  @Override
  public boolean isReady() {
    return announced && leaf.isValid();
  }

  @Override
  public CompletionStage<Void> publishTo(String namespace) {
    return expectations
        .expect(namespace)
        .thenCompose(seen -> requests.add(() -> publishNow(namespace)));
  }

  private void publishNow(String namespace) {
    Roots known = roots;
    if (known == null) {
      throw new IllegalStateException("there is no CA yet; published by the leader's next round");
    }
    publisher.publishTo(namespace, known.bundle(), clock.instant());
  }

  @Override
  public void close() {
    rounds.interrupt();
    expectations.close();
    requests.close();
  }
}
