package dev.pgtether.operator.audit;

import dev.pgtether.audit.Agents;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.cluster.ClusterIndex;
import dev.pgtether.operator.cluster.services.ServiceRoutes;
import dev.pgtether.operator.database.AuditConnection;
import dev.pgtether.operator.database.SessionOpener;
import dev.pgtether.operator.leader.Replica;
import dev.pgtether.operator.metrics.AuditMeters;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The standing audit of each resource, by uid. */
@Singleton
public class AuditRegistry {

  private final Map<String, AuditSchedule> state = new ConcurrentHashMap<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Supplier<AuditRun> runs;
  private final DueTimePolicy dueTimePolicy;
  private final InstantSource clock;
  private final AuditMeters meters;

  public AuditRegistry(
      SessionOpener sessionOpener,
      ClusterIndex index,
      ServiceRoutes routes,
      Replica replica,
      Agents agents,
      AuditSettings settings,
      InstantSource clock,
      RandomGenerator random,
      AuditMeters meters) {
    this.clock = clock;
    this.meters = meters;
    this.runs =
        () ->
            new DatabaseAuditRun(
                new AuditConnection(sessionOpener),
                index,
                routes,
                replica.addresses(),
                agents,
                settings.deadline(),
                clock);
    this.dueTimePolicy = new DueTimePolicy(settings.minimumInterval(), random);
  }

  /**
   * Where the audits of {@code resource} stand, after one was begun if it is due.
   *
   * @param onFinished is told when an audit has ended, with the resource as it was when it was
   *     first seen
   */
  AuditState follow(ConnectionAudit resource, Consumer<ConnectionAudit> onFinished) {
    AuditSchedule audit =
        state.computeIfAbsent(
            resource.getMetadata().getUid(),
            _ ->
                new AuditSchedule(
                    resource,
                    runs.get(),
                    dueTimePolicy,
                    clock,
                    meters,
                    executor,
                    () -> onFinished.accept(resource)));
    audit.follow(resource);
    return audit.state();
  }

  /** Where the audits of one resource stand; null when this replica does none. */
  public @Nullable AuditState state(String namespace, String name) {
    return state.values().stream()
        .map(AuditSchedule::state)
        .filter(
            found ->
                found.audit().getMetadata().getNamespace().equals(namespace)
                    && found.audit().getMetadata().getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The resource is gone. */
  void remove(String uid) {
    AuditSchedule audit = state.remove(uid);
    if (audit != null) {
      audit.close();
      meters.forget(uid);
    }
  }

  /** Nothing is audited any more here: another replica leads. */
  void removeAll() {
    state.keySet().forEach(this::remove);
  }

  void stop(@Observes ShutdownEvent event) {
    removeAll();
    executor.shutdownNow();
  }
}
