package dev.pgtether.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.Workload;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnersTest {
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

  private final Owners owners = new Owners();
  private final Sink<Owners.Link> feed = owners.feed();

  @Test
  void a_pod_of_a_deployment_is_found_through_its_replica_set() {
    // When
    feed.seen(new Owners.Link("uid-web-7d9f", new Controller("Deployment", "web", "uid-web")), AT);
    // Then
    assertThat(top("ReplicaSet", "web-7d9f")).isEqualTo(new Workload("Deployment", "shop", "web"));
  }

  @Test
  void a_pod_of_a_cron_job_is_found_through_its_job() {
    // When
    feed.seen(new Owners.Link("uid-nightly-1", new Controller("CronJob", "nightly", "u")), AT);
    // Then
    assertThat(top("Job", "nightly-1")).isEqualTo(new Workload("CronJob", "shop", "nightly"));
  }

  @Test
  void a_replica_set_or_job_that_nothing_controls_is_the_workload() {
    // When
    feed.listed(List.of(new Owners.Link("uid-alone", null)), AT, AT);
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
    assertThat(owners.top(TestPod.named("bare", AT).kept()))
        .isEqualTo(new Workload("Pod", "shop", "bare"));
    assertThat(owners.top(TestPod.named("etcd", AT).ownedBy("Node", "node1").kept()))
        .isEqualTo(new Workload("Pod", "shop", "etcd"));
  }

  private Workload top(String kind, String name) {
    return owners.top(TestPod.named("p", AT).ownedBy(kind, name).kept());
  }
}
