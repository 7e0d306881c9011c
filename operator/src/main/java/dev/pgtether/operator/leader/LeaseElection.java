package dev.pgtether.operator.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The election by a Lease. Readiness does not depend on it: a rollout that waits for readiness
 * would otherwise wait for a Lease that the old replicas hold.
 */
@Singleton
public class LeaseElection implements Leadership {

  private static final Logger LOG = Logger.getLogger(LeaseElection.class);

  /** Before Quarkus's own shutdown steps: whoever follows should not wait for the Lease's end. */
  private static final int FIRST = 1;

  /** A leader that misses so many is perhaps gone, long before its Lease ends. */
  private static final int RENEWALS_MISSED = 3;

  private final KubernetesClient client;
  private final Replica replica;
  private final LeaseSettings settings;
  private final ObservedLeaseHolder observedLeaseHolder;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile @Nullable LeaderTerm leaderTerm;
  private volatile @Nullable CompletableFuture<?> election;
  private volatile boolean over;

  public LeaseElection(KubernetesClient client, Replica replica, LeaseSettings settings) {
    this.client = client;
    this.replica = replica;
    this.settings = settings;
    this.observedLeaseHolder =
        new ObservedLeaseHolder(identity(), settings.retryPeriod().multipliedBy(RENEWALS_MISSED));
  }

  @Override
  public LeadershipState now() {
    LeaderTerm held = leaderTerm;
    if (held != null && held.lasts(System.nanoTime())) {
      return new LeadershipState.Leading(held.epoch());
    }
    return new LeadershipState.Following(observedLeaseHolder.address(System.nanoTime()));
  }

  public boolean isLeading() {
    return now() instanceof LeadershipState.Leading;
  }

  /** Runs {@code listener} each time that leading may have begun or ended; it asks which. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  void start(@Observes StartupEvent event) {
    threads.execute(this::runElections);
  }

  /** Gives the Lease back, so that another replica need not wait for its end. */
  void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
    over = true;
    CompletableFuture<?> running = election;
    if (running != null) {
      running.cancel(true);
    }
    threads.close();
  }

  private void runElections() {
    while (!over) {
      try {
        LeaderElector elector = new LeaderElector(client, config(), threads);
        CompletableFuture<?> running = elector.start();
        election = running;
        if (over) {
          running.cancel(true);
        }
        running.join();
      } catch (CancellationException stopped) {
        // The Lease has been given back.
      } catch (CompletionException failed) {
        LOG.warnf(
            "the election by Lease %s failed, and begins anew: %s", lease(), failed.getCause());
      }
    }
  }

  private LeaderElectionConfig config() {
    LeaseLock lease = new LeaseLock(replica.namespace(), settings.name(), identity());
    return new LeaderElectionConfig(
        new ObservedLeaseLock(lease, this::written, this::read),
        settings.duration(),
        settings.renewDeadline(),
        settings.retryPeriod(),
        new LeaderCallbacks(this::begin, this::end, _ -> {}),
        true,
        settings.name());
  }

  private void written(LeaderElectionRecord record) {
    boolean led = isLeading();
    leaderTerm =
        identity().equals(record.getHolderIdentity())
            ? new LeaderTerm(
                record.getLeaderTransitions(),
                System.nanoTime() + settings.renewDeadline().toNanos())
            : null;
    if (isLeading() != led) {
      tell(); // also when a term had lapsed here, and the Lease was ours all the time
    }
  }

  private void begin() {
    LOG.infof("this replica leads (%s, Lease %s)", identity(), lease());
  }

  private void end() {
    leaderTerm = null;
    LOG.infof("this replica no longer leads (%s, Lease %s)", identity(), lease());
    tell();
  }

  private void read(LeaderElectionRecord record) {
    observedLeaseHolder.seen(record.getHolderIdentity(), record.getRenewTime(), System.nanoTime());
  }

  private void tell() {
    if (!over) {
      listeners.forEach(threads::execute);
    }
  }

  private String identity() {
    return replica.podName() + "/" + replica.address();
  }

  private String lease() {
    return replica.namespace() + "/" + settings.name();
  }
}
