package dev.pgtether.operator.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lock that tells what is read from it, and what was written, once the API server has taken it.
 */
final class ObservedLeaseLock implements Lock {

  private final Lock lock;
  private final Consumer<LeaderElectionRecord> written;
  private final Consumer<LeaderElectionRecord> read;

  ObservedLeaseLock(
      Lock lock, Consumer<LeaderElectionRecord> written, Consumer<LeaderElectionRecord> read) {
    this.lock = lock;
    this.written = written;
    this.read = read;
  }

  @Override
  public @Nullable LeaderElectionRecord get(KubernetesClient client) {
    LeaderElectionRecord record = lock.get(client);
    if (record != null) { // before anybody has led
      read.accept(record);
    }
    return record;
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
