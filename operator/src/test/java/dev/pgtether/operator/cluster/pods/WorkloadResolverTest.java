package dev.pgtether.operator.cluster.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.Workload;
import dev.pgtether.operator.cluster.watch.ResourceSink;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadResolverTest {
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

  private final WorkloadResolver workloadResolver = new WorkloadResolver();
  private final ResourceSink<WorkloadResolver.OwnerLink> feed = workloadResolver.newSink();

  @Test
  void a_pod_of_a_deployment_is_found_through_its_replica_set() {
    // When
    feed.upserted(
        new WorkloadResolver.OwnerLink(
            "uid-web-7d9f", new ControllerReference("Deployment", "web", "uid-web")),
        AT);
    // Then
    assertThat(top("ReplicaSet", "web-7d9f")).isEqualTo(new Workload("Deployment", "shop", "web"));
  }

  @Test
  void a_pod_of_a_cron_job_is_found_through_its_job() {
    // When
    feed.upserted(
        new WorkloadResolver.OwnerLink(
            "uid-nightly-1", new ControllerReference("CronJob", "nightly", "u")),
        AT);
    // Then
    assertThat(top("Job", "nightly-1")).isEqualTo(new Workload("CronJob", "shop", "nightly"));
  }

  @Test
  void a_replica_set_or_job_that_nothing_controls_is_the_workload() {
    // When
    feed.listed(List.of(new WorkloadResolver.OwnerLink("uid-alone", null)), AT, AT);
    // Then
    assertThat(top("ReplicaSet", "alone")).isEqualTo(new Workload("ReplicaSet", "shop", "alone"));
  }

  @Test
  void a_kind_that_is_not_read_is_named_from_the_reference() {
    assertThat(top("Cluster", "orders")).isEqualTo(new Workload("Cluster", "shop", "orders"));
    assertThat(top("StatefulSet", "db")).isEqualTo(new Workload("StatefulSet", "shop", "db"));
  }

  @Test
  void a_bare_pod_and_a_static_one_are_their_own_workload() {
    assertThat(workloadResolver.workloadOf(TestPod.named("bare", AT).toRecord()))
        .isEqualTo(new Workload("Pod", "shop", "bare"));
    assertThat(
            workloadResolver.workloadOf(
                TestPod.named("etcd", AT).ownedBy("Node", "node1").toRecord()))
        .isEqualTo(new Workload("Pod", "shop", "etcd"));
  }

  private Workload top(String kind, String name) {
    return workloadResolver.workloadOf(TestPod.named("p", AT).ownedBy(kind, name).toRecord());
  }
}
