package dev.pgtether.operator.audit;

import dev.pgtether.audit.Agents;
import dev.pgtether.operator.Replica;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.cluster.ClusterIndex;
import dev.pgtether.operator.cluster.ServiceRoads;
import dev.pgtether.operator.database.KeptConnection;
import dev.pgtether.operator.database.Logins;
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
public class Audits {

  private final Map<String, StandingAudit> standing = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Supplier<Pass> passes;
  private final Pace pace;
  private final InstantSource clock;
  private final AuditMeters meters;

  public Audits(
      Logins logins,
      ClusterIndex index,
      ServiceRoads roads,
      Replica replica,
      Agents agents,
      AuditSettings settings,
      InstantSource clock,
      RandomGenerator chance,
      AuditMeters meters) {
    this.clock = clock;
    this.meters = meters;
    this.passes =
        () ->
            new Round(
                new KeptConnection(logins),
                index,
                roads,
                replica.addresses(),
                agents,
                settings.deadline(),
                clock);
    this.pace = new Pace(settings.minimumInterval(), chance);
  }

  /**
   * Where the audits of {@code resource} stand, after one was begun if it is due.
   *
   * @param ended is told when an audit has ended, with the resource as it was when it was first
   *     seen
   */
  Standing follow(ConnectionAudit resource, Consumer<ConnectionAudit> ended) {
    StandingAudit audit =
        standing.computeIfAbsent(
            resource.getMetadata().getUid(),
            _ ->
                new StandingAudit(
                    resource,
                    passes.get(),
                    pace,
                    clock,
                    meters,
                    threads,
                    () -> ended.accept(resource)));
    audit.follow(resource);
    return audit.standing();
  }

  /** Where the audits of one resource stand; null when this replica does none. */
  public @Nullable Standing standing(String namespace, String name) {
    return standing.values().stream()
        .map(StandingAudit::standing)
        .filter(
            found ->
                found.audit().getMetadata().getNamespace().equals(namespace)
                    && found.audit().getMetadata().getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The resource is gone. */
  void end(String uid) {
    StandingAudit audit = standing.remove(uid);
    if (audit != null) {
      audit.close();
      meters.forget(uid);
    }
  }

  /** Nothing is audited any more here: another replica leads. */
  void endAll() {
    standing.keySet().forEach(this::end);
  }

  void stop(@Observes ShutdownEvent event) {
    endAll();
    threads.shutdownNow();
  }
}
