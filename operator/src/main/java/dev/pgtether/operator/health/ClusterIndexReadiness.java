package dev.pgtether.operator.health;

import dev.pgtether.operator.cluster.ClusterIndex;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * A replica is ready when it knows the cluster, whether it leads or not: a rollout that waited for
 * leading would never end. Liveness is the process itself and has no check: a restart mends no
 * watch and no database.
 */
@Readiness
@Singleton
public class ClusterIndexReadiness implements HealthCheck {

  private final ClusterIndex index;

  public ClusterIndexReadiness(ClusterIndex index) {
    this.index = index;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("pods, nodes, services listed").status(index.ready()).build();
  }
}
