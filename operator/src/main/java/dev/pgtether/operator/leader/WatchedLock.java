package dev.pgtether.operator.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.util.function.Consumer;

/** A lock that tells what was written into it, once the API server has taken it. */
final class WatchedLock implements Lock {

  private final Lock lock;
  private final Consumer<LeaderElectionRecord> written;

  WatchedLock(Lock lock, Consumer<LeaderElectionRecord> written) {
    this.lock = lock;
    this.written = written;
  }

  @Override
  public LeaderElectionRecord get(KubernetesClient client) {
    return lock.get(client);
  }

  @Override
  public void create(KubernetesClient client, LeaderElectionRecord leader) {
    lock.create(client, leader);
    written.accept(leader);
  }

  @Override
  public void update(KubernetesClient client, LeaderElectionRecord leader) {
    lock.update(client, leader);
    written.accept(leader);
  }

  @Override
  public String identity() {
    return lock.identity();
  }

  @Override
  public String describe() {
    return lock.describe();
  }
}
