package dev.pgtether.operator.tls.ca;

import dev.pgtether.operator.leader.Leadership;
import dev.pgtether.operator.scan.token.AgentPodDirectory;
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
public final class CertificateAuthority implements ServerCertificates, AutoCloseable {

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

  private final RootReconciler keeper;
  private final RootPublisher rootPublisher;
  private final CurrentServerCertificate leaf;
  private final Leadership leadership;
  private final AgentPodDirectory agentPodDirectory;
  private final InstantSource clock;
  private final String ownNamespace;
  private final Thread rounds;
  private final BoundedWorkQueue boundedWorkQueue =
      new BoundedWorkQueue(PUBLICATIONS_AT_ONCE, MOST_PUBLICATIONS);
  private final ExpectedAgentNamespaces expectedAgentNamespaces;
  private volatile @Nullable RootCertificates rootCertificates;
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
      RootReconciler keeper,
      RootPublisher rootPublisher,
      CurrentServerCertificate leaf,
      Leadership leadership,
      AgentPodDirectory agentPodDirectory,
      InstantSource clock,
      String ownNamespace) {
    this.keeper = keeper;
    this.rootPublisher = rootPublisher;
    this.leaf = leaf;
    this.leadership = leadership;
    this.agentPodDirectory = agentPodDirectory;
    this.clock = clock;
    this.ownNamespace = ownNamespace;
    this.expectedAgentNamespaces =
        new ExpectedAgentNamespaces(
            agentPodDirectory::namespacesWithAgents, MOST_PUBLICATIONS, PATIENCE);
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
    boolean leading = leadership.now() instanceof Leadership.LeadershipState.Leading;
    RootCertificates kept = keeper.keep(leading, published, clock.instant());
    published = false;
    if (kept == null) {
      return;
    }
    rootCertificates = kept;
    leaf.signedBy(kept.current());
    if (leading) {
      Set<String> namespaces = new HashSet<>(agentPodDirectory.namespacesWithAgents());
      namespaces.add(ownNamespace);
      published = rootPublisher.publish(kept.bundle(), namespaces, clock.instant());
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
    return expectedAgentNamespaces
        .expect(namespace)
        .thenCompose(seen -> boundedWorkQueue.add(() -> publishNow(namespace)));
  }

  private void publishNow(String namespace) {
    RootCertificates known = rootCertificates;
    if (known == null) {
      throw new IllegalStateException("there is no CA yet; published by the leader's next round");
    }
    rootPublisher.publishTo(namespace, known.bundle(), clock.instant());
  }

  @Override
  public void close() {
    rounds.interrupt();
    expectedAgentNamespaces.close();
    boundedWorkQueue.close();
  }
}
