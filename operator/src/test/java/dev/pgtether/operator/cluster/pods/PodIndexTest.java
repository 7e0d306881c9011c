package dev.pgtether.operator.cluster.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.AddressAssignment;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.PodTombstone;
import dev.pgtether.correlation.fact.Workload;
import dev.pgtether.operator.cluster.pods.PodIndex.AddressLookup;
import dev.pgtether.operator.cluster.watch.ProcessClocks;
import dev.pgtether.operator.cluster.watch.ResourceSink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the ledger makes of a feed: times are seconds after the operator's start. */
class PodIndexTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final IpAddress A = IpAddress.parse("10.42.1.5");
  private static final IpAddress B = IpAddress.parse("10.42.1.6");
  private static final int FOREIGN = 30;
  private static final int HEARSAY = 10;

  private final WorkloadResolver workloadResolver = new WorkloadResolver();
  private final PodIndex ledger = new PodIndex(workloadResolver, new TombstoneStore(3));
  private final ResourceSink<PodRecord> feed = ledger.newSink();

  @Test
  void a_pod_of_before_the_operators_start_has_its_address_since_its_first_running_container() {
    // Given
    PodRecord pod =
        pod("web", -5_000)
            .at("10.42.1.5")
            .running("late", at(-10))
            .running("early", at(-4_000))
            .toRecord();
    // When
    list(0, pod);
    // Then
    assertThat(only(A).addresses()).containsEntry(A, tenure(-5_000 - FOREIGN, -4_000 + FOREIGN));
  }

  @Test
  void a_pod_that_appears_has_its_address_since_the_operators_first_sight_of_it() {
    // Given
    list(0);
    // When
    feed.upserted(pod("web", 100).phase("Pending").toRecord(), at(100));
    feed.upserted(pod("web", 100).at("10.42.1.5").running("app", at(102)).toRecord(), at(103));
    feed.upserted(pod("web", 100).at("10.42.1.5").running("app", at(109)).toRecord(), at(110));
    // Then
    assertThat(only(A).addresses()).containsEntry(A, tenure(100 - FOREIGN, 103));
  }

  @Test
  void both_addresses_of_a_dual_stack_pod_are_its_own() {
    // When
    list(0, pod("web", -100).at("10.42.1.5", "fd00::5").running("app", at(-90)).toRecord());
    // Then
    assertThat(only(IpAddress.parse("fd00::5"))).isEqualTo(only(A));
  }

  @Test
  void a_deleted_pod_leaves_a_tombstone_that_held_the_address_until_the_deletion_was_asked_for() {
    // Given
    list(0, pod("web", -100).at("10.42.1.5").running("app", at(-90)).toRecord());
    // When
    PodRecord dying =
        pod("web", -100)
            .at("10.42.1.5")
            .running("app", at(-90))
            .deletionRequested(at(200), 40)
            .toRecord();
    feed.upserted(dying, at(201));
    feed.deleted(dying, at(230));
    // Then
    AddressLookup addressLookup = find(A);
    assertThat(addressLookup.pods()).isEmpty();
    PodTombstone podTombstone = addressLookup.tombstones().getFirst();
    assertThat(podTombstone.fullName()).isEqualTo("shop/web");
    assertThat(podTombstone.assignment()).isEqualTo(tenure(-100 - FOREIGN, -90 + FOREIGN));
    assertThat(podTombstone.heldUntilMicros()).isEqualTo(micros(200 - FOREIGN));
    assertThat(podTombstone.goneMicros()).isEqualTo(micros(230));
  }

  @Test
  void a_dying_pod_is_still_listed_but_held_its_address_surely_only_until_it_was_told_to_go() {
    // Given
    list(0, pod("web", -100).at("10.42.1.5").running("app", at(-90)).toRecord());
    // When
    feed.upserted(
        pod("web", -100).at("10.42.1.5").deletionRequested(at(200), 40).toRecord(), at(201));
    // Then
    assertThat(only(A).isLive()).isTrue();
    assertThat(only(A).heldUntilMicros()).isEqualTo(micros(200 - FOREIGN));
  }

  @Test
  void a_completed_jobs_pod_is_finished_although_it_still_shows_its_address() {
    // Given
    list(
        0, pod("job", -100).restarting("Never").at("10.42.1.5").running("app", at(-90)).toRecord());
    // When
    feed.upserted(
        pod("job", -100)
            .restarting("Never")
            .at("10.42.1.5")
            .ended("app", 0, at(-90), at(300))
            .phase("Succeeded")
            .toRecord(),
        at(302));
    // Then
    assertThat(only(A).isLive()).isFalse();
    assertThat(only(A).finishedMicros()).isEqualTo(micros(302));
    assertThat(only(A).heldUntilMicros()).isEqualTo(micros(300 - FOREIGN));
    assertThat(only(A).addresses()).containsEntry(A, tenure(-100 - FOREIGN, -90 + FOREIGN));
    assertThat(ledger.livePod("uid-job")).isNull();
  }

  @Test
  void a_pod_found_finished_at_the_start_was_over_when_its_last_container_ended() {
    // When
    list(
        0,
        pod("job", -900)
            .restarting("Never")
            .at("10.42.1.5")
            .ended("app", 0, at(-890), at(-500))
            .phase("Succeeded")
            .toRecord());
    // Then
    assertThat(only(A).finishedMicros()).isEqualTo(micros(-500 + FOREIGN));
    assertThat(only(A).heldUntilMicros()).isEqualTo(micros(-500 - FOREIGN));
    assertThat(only(A).addresses()).containsEntry(A, tenure(-900 - FOREIGN, -890 + FOREIGN));
  }

  @Test
  void an_evicted_pod_that_says_nothing_of_its_containers_held_its_address_while_it_was_heard_of() {
    // Given
    list(0, pod("web", -100).at("10.42.1.5").running("app", at(-90)).toRecord());
    feed.caughtUpTo(at(60));
    // When
    feed.upserted(pod("web", -100).at("10.42.1.5").phase("Failed").toRecord(), at(65));
    // Then
    assertThat(only(A).heldUntilMicros()).isEqualTo(micros(60 - HEARSAY));
    assertThat(only(A).finishedMicros()).isEqualTo(micros(65));
  }

  @Test
  void a_pod_called_failed_whose_node_has_not_said_that_it_ended_is_never_surely_gone() {
    // Given
    list(0, pod("web", -1_000).at("10.42.1.5").running("app", at(-900)).toRecord());
    feed.caughtUpTo(at(60));
    // When
    PodRecord cutOff =
        pod("web", -1_000).at("10.42.1.5").running("app", at(-900)).phase("Failed").toRecord();
    feed.upserted(cutOff, at(65));
    // Then
    assertThat(only(A).heldUntilMicros()).isEqualTo(micros(-1_000 - FOREIGN));
    // When
    feed.deleted(cutOff, at(70));
    // Then
    assertThat(find(A).tombstones().getFirst().heldUntilMicros())
        .isEqualTo(micros(-1_000 - FOREIGN));
  }

  @Test
  void an_event_does_not_say_that_all_before_its_receipt_was_heard() {
    // Given
    PodRecord web = pod("web", -100).at("10.42.1.5").running("app", at(-90)).toRecord();
    list(0, web);
    // When
    feed.upserted(web, at(100));
    feed.deleted(pod("other", -100).toRecord(), at(101));
    // Then
    assertThat(find(A).knownUntil()).isEqualTo(micros(-HEARSAY));
  }

  @Test
  void a_crash_of_a_container_that_is_started_again_does_not_end_a_tenure() {
    // When
    list(0, pod("web", -100).at("10.42.1.5").ended("app", 1, at(-90), at(-50)).toRecord());
    // Then
    assertThat(only(A).heldUntilMicros()).isNull();
  }

  @Test
  void a_new_sandbox_brings_a_new_address_under_the_same_uid() {
    // Given
    list(0, pod("web", -5_000).at("10.42.1.5").running("app", at(-4_000)).toRecord());
    feed.caughtUpTo(at(500));
    // When
    feed.upserted(pod("web", -5_000).at("10.42.1.6").running("app", at(505)).toRecord(), at(507));
    // Then
    assertThat(only(B).addresses()).containsOnlyKeys(B);
    assertThat(only(B).addresses()).containsEntry(B, tenure(500 - HEARSAY, 507));
    assertThat(find(A).pods()).isEmpty();
    assertThat(find(A).tombstones().getFirst().heldUntilMicros()).isEqualTo(micros(-HEARSAY));
    assertThat(find(A).tombstones().getFirst().goneMicros()).isEqualTo(micros(507));
  }

  @Test
  void a_pod_that_shows_no_address_for_a_while_begins_anew_with_the_same_one() {
    // Given
    list(0, pod("web", -5_000).at("10.42.1.5").running("app", at(-4_000)).toRecord());
    // When
    feed.upserted(pod("web", -5_000).toRecord(), at(100));
    // Then
    assertThat(only(A).heldUntilMicros()).isEqualTo(micros(-HEARSAY));
    assertThat(ledger.liveAt(A)).isEmpty();
    // When
    feed.upserted(pod("web", -5_000).at("10.42.1.5").running("app", at(110)).toRecord(), at(112));
    // Then
    assertThat(only(A).heldUntilMicros()).isNull();
    assertThat(only(A).addresses()).containsEntry(A, tenure(-5_000 - FOREIGN, 112));
    assertThat(find(A).tombstones()).isEmpty();
  }

  @Test
  void a_pod_that_vanished_in_a_gap_held_its_address_until_the_gap_at_least() {
    // Given
    list(0, pod("web", -100).at("10.42.1.5").running("app", at(-90)).toRecord());
    feed.caughtUpTo(at(50));
    // When
    feed.listed(List.of(), at(400), at(401));
    // Then
    AddressLookup addressLookup = find(A);
    assertThat(addressLookup.tombstones().getFirst().heldUntilMicros())
        .isEqualTo(micros(50 - HEARSAY));
    assertThat(addressLookup.tombstones().getFirst().goneMicros()).isEqualTo(micros(401));
    assertThat(addressLookup.knownFrom()).isEqualTo(micros(401));
    assertThat(addressLookup.knownUntil()).isEqualTo(micros(400 - HEARSAY));
  }

  @Test
  void a_pod_that_was_exchanged_in_a_gap_is_not_the_one_that_is_there_now() {
    // Given
    list(0, pod("old", -100).at("10.42.1.5").running("app", at(-90)).toRecord());
    // When
    list(400, pod("new", 350).at("10.42.1.5").running("app", at(352)).toRecord());
    // Then
    assertThat(only(A).name()).isEqualTo("new");
    assertThat(only(A).addresses()).containsEntry(A, tenure(350 - FOREIGN, 352 + FOREIGN));
    assertThat(find(A).tombstones()).extracting(PodTombstone::name).containsExactly("old");
  }

  @Test
  void completeness_ends_with_the_last_contact_of_the_slowest_reflector() {
    // Given
    ResourceSink<PodRecord> other = ledger.newSink();
    list(0);
    other.listed(List.of(), at(5), at(6));
    // When
    feed.caughtUpTo(at(100));
    other.caughtUpTo(at(80));
    // Then
    assertThat(find(A).knownUntil()).isEqualTo(micros(80 - HEARSAY));
    assertThat(find(A).knownFrom()).isEqualTo(micros(6));
  }

  @Test
  void a_list_of_one_sink_removes_no_pod_of_another() {
    // Given
    ResourceSink<PodRecord> other = ledger.newSink();
    list(0, pod("web", -100).at("10.42.1.5").running("app", at(-90)).toRecord());
    // When
    other.listed(List.of(), at(5), at(6));
    // Then
    assertThat(only(A).name()).isEqualTo("web");
  }

  @Test
  void forgotten_tombstones_move_the_time_from_which_all_is_known() {
    // Given
    list(0);
    // When
    for (int i = 1; i <= 4; i++) {
      PodRecord pod = pod("web" + i, i * 10).at("10.42.1.5").running("app", at(i * 10)).toRecord();
      feed.upserted(pod, at(i * 10));
      feed.deleted(pod, at(i * 10 + 5));
    }
    // Then
    assertThat(find(A).tombstones())
        .extracting(PodTombstone::name)
        .containsExactly("web2", "web3", "web4");
    assertThat(find(A).knownFrom()).isEqualTo(micros(15));
  }

  @Test
  void a_pod_that_ends_before_its_address_was_told_may_have_had_any() {
    // Given
    list(0, pod("late", -3).toRecord());
    assertThat(find(A).knownFrom()).isEqualTo(micros(0));
    // When
    feed.deleted(pod("late", -3).toRecord(), at(20));
    // Then
    assertThat(find(A).knownFrom()).isEqualTo(micros(20));
  }

  @Test
  void a_pod_that_failed_before_its_address_was_told_may_have_had_any() {
    // Given
    list(0, pod("late", -3).toRecord());
    TestPod failed = pod("late", -3).phase("Failed").ended("app", 1, at(-2), at(15));
    // When
    feed.upserted(failed.toRecord(), at(20));
    feed.deleted(failed.toRecord(), at(90));
    // Then
    assertThat(find(A).knownFrom()).isEqualTo(micros(20));
  }

  @Test
  void a_pod_whose_kubelet_refused_it_had_no_address() {
    // Given
    list(0, pod("refused", -3).toRecord());
    // When
    feed.upserted(pod("refused", -3).phase("Failed").toRecord(), at(20));
    feed.deleted(pod("refused", -3).phase("Failed").toRecord(), at(90));
    // Then
    assertThat(find(A).knownFrom()).isEqualTo(micros(0));
  }

  @Test
  void a_pod_that_ran_nowhere_or_on_the_hosts_network_had_no_address_of_its_own() {
    // Given
    list(
        0,
        pod("pending", -3).unscheduled().toRecord(),
        pod("proxy", -3).onTheHostNetwork().toRecord());
    // When
    feed.deleted(pod("pending", -3).unscheduled().toRecord(), at(20));
    feed.deleted(pod("proxy", -3).onTheHostNetwork().toRecord(), at(20));
    // Then
    assertThat(find(A).knownFrom()).isEqualTo(micros(0));
  }

  @Test
  void a_host_network_pod_is_found_by_its_nodes_address_and_leaves_no_tombstone() {
    // Given
    PodRecord pod =
        pod("proxy", -100).at("172.30.0.11").onTheHostNetwork().running("app", at(-90)).toRecord();
    list(0, pod);
    IpAddress node = IpAddress.parse("172.30.0.11");
    assertThat(only(node).hostNetwork()).isTrue();
    // When
    feed.deleted(pod, at(20));
    // Then
    assertThat(find(node).pods()).isEmpty();
    assertThat(find(node).tombstones()).isEmpty();
  }

  @Test
  void two_pods_that_claim_one_address_are_both_found() {
    // When
    list(
        0,
        pod("one", -100).at("10.42.1.5").running("app", at(-90)).toRecord(),
        pod("two", -80).at("10.42.1.5").running("app", at(-70)).toRecord());
    // Then
    assertThat(find(A).pods()).extracting(Pod::name).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void a_tombstone_names_the_deployment_even_if_its_replica_set_went_first() {
    // Given
    ResourceSink<WorkloadResolver.OwnerLink> replicaSets = workloadResolver.newSink();
    WorkloadResolver.OwnerLink set =
        new WorkloadResolver.OwnerLink(
            "uid-web-7d9f", new ControllerReference("Deployment", "web", "uid-web"));
    replicaSets.listed(List.of(set), at(0), at(0));
    PodRecord pod =
        pod("web-7d9f-x", -100).at("10.42.1.5").ownedBy("ReplicaSet", "web-7d9f").toRecord();
    list(0, pod);
    // When
    replicaSets.deleted(set, at(10));
    feed.deleted(pod, at(11));
    // Then
    assertThat(find(A).tombstones().getFirst().workload())
        .isEqualTo(new Workload("Deployment", "shop", "web"));
  }

  @Test
  void pods_of_namespaces_that_the_tenant_may_not_know_of_are_marked() {
    // Given
    list(0, pod("web", -100).at("10.42.1.5").running("app", at(-90)).toRecord());
    // Then
    assertThat(ledger.lookup(Set.of(A), namespace -> false).pods().getFirst().visible()).isFalse();
    assertThat(only(A).visible()).isTrue();
  }

  @Test
  void listeners_are_told_of_pods_that_are_deleted_finished_or_vanished() {
    // Given
    List<String> heard = new ArrayList<>();
    ledger.onPodEnded(heard::add);
    list(
        0,
        pod("a", 0).toRecord(),
        pod("b", 0).toRecord(),
        pod("c", 0).toRecord(),
        pod("d", 0).toRecord());
    // When
    feed.deleted(pod("a", 0).toRecord(), at(1));
    feed.upserted(pod("b", 0).phase("Succeeded").toRecord(), at(2));
    list(3, pod("b", 0).phase("Succeeded").toRecord(), pod("d", 0).toRecord());
    // Then
    assertThat(heard).containsExactly("uid-a", "uid-b", "uid-c");
  }

  private void list(long second, PodRecord... pods) {
    feed.listed(Arrays.asList(pods), at(second), at(second));
  }

  private Pod only(IpAddress address) {
    List<Pod> pods = find(address).pods();
    assertThat(pods).hasSize(1);
    return pods.getFirst();
  }

  private AddressLookup find(IpAddress address) {
    return ledger.lookup(Set.of(address), namespace -> true);
  }

  private static TestPod pod(String name, long createdSecond) {
    return TestPod.named(name, at(createdSecond));
  }

  private static Instant at(long second) {
    return START.plusSeconds(second);
  }

  private static long micros(long second) {
    return ProcessClocks.micros(at(second));
  }

  private static AddressAssignment tenure(long notBeforeSecond, long sinceSecond) {
    return new AddressAssignment(micros(notBeforeSecond), micros(sinceSecond));
  }
}
