package dev.pgtether.correlation.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.pgtether.correlation.engine.Correlation;
import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AddressAssignment;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.Workload;
import dev.pgtether.correlation.pairing.AuditObservation;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome;
import dev.pgtether.correlation.pairing.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/**
 * Audits simulated pods, which reuse addresses, with the same seeds each time. {@code
 * -Dpgtether.worlds=1000000} runs more seeds, {@code -Dpgtether.worlds.from} other ones.
 */
class SimulatedClusterTest {

  private static final long WORLDS = Long.getLong("pgtether.worlds", 200_000);
  private static final long FROM = Long.getLong("pgtether.worlds.from", 0);

  @Test
  void no_wrong_pod_is_named_and_nothing_that_is_not_visible() {
    // Given
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    Set<Evidence.Code> proofs = EnumSet.noneOf(Evidence.Code.class);
    for (long seed = FROM; seed < FROM + WORLDS; seed++) {
      long current = seed;
      // When
      audit(
          seed,
          (cluster, observedAudit) -> {
            // Then
            for (Pairing pairing : observedAudit.paired().pairings()) {
              check(current, cluster, observedAudit.auditObservation(), pairing);
              verdicts.merge(pairing.verdict(), 1, Integer::sum);
              pairing.evidence().forEach(evidence -> proofs.add(evidence.code()));
            }
          });
    }
    // Each verdict and proof occurred, and not all pairings are UNKNOWN.
    assertThat(verdicts)
        .containsKeys(
            Verdict.EXACT,
            Verdict.POD,
            Verdict.GHOST,
            Verdict.ABSENT,
            Verdict.AMBIGUOUS,
            Verdict.EXTERNAL,
            Verdict.UNKNOWN);
    assertThat(proofs).contains(Evidence.Code.QUERY_SINCE_ALONE, Evidence.Code.WAITS_FOR_CLIENT);
    int all = verdicts.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(verdicts.getOrDefault(Verdict.UNKNOWN, 0)).as("%s", verdicts).isLessThan(all / 2);
  }

  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
  void the_order_of_pods_and_reports_changes_nothing(@ForAll long seed, @ForAll long order) {
    audit(
        seed,
        (cluster, observedAudit) ->
            assertThat(
                    Correlation.pair(
                        reordered(observedAudit.auditObservation(), new Random(order))))
                .isEqualTo(observedAudit.paired()));
  }

  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
  void an_unrelated_pod_changes_nothing(@ForAll long seed) {
    audit(
        seed,
        (cluster, observedAudit) ->
            assertThat(Correlation.pair(withUnrelatedPod(observedAudit.auditObservation())))
                .isEqualTo(observedAudit.paired()));
  }

  private record ObservedAudit(AuditObservation auditObservation, PairingOutcome.Paired paired) {}

  private static void audit(long seed, BiConsumer<SimulatedCluster, ObservedAudit> eachAudit) {
    SeededRandom random = new SeededRandom(seed);
    SimulatedCluster cluster = new SimulatedCluster(random);
    SimulatedClusterAudits audits = new SimulatedClusterAudits(cluster, random);
    PairingMemory pairingMemory = PairingMemory.NONE;
    long begin = cluster.momentNearEvent();
    for (int i = 0; i < 3; i++) {
      AuditObservation auditObservation = audits.at(begin, pairingMemory);
      PairingOutcome.Paired paired = (PairingOutcome.Paired) Correlation.pair(auditObservation);
      eachAudit.accept(cluster, new ObservedAudit(auditObservation, paired));
      pairingMemory = paired.memory();
      begin =
          auditObservation.secondReading().readInterval().endNanos() / 1_000
              + random.logUniform(100_000, 60_000_000);
    }
  }

  private static void check(
      long seed, SimulatedCluster cluster, AuditObservation auditObservation, Pairing pairing) {
    SimulatedPodConnection connection = cluster.servedBy(pairing.backend().id());
    PodTimeline pod = connection.pod();
    long now = auditObservation.secondReading().readInterval().endNanos() / 1_000;
    ClientPod clientPod = pairing.clientPod();
    if (clientPod != null && (pod == null || !clientPod.podName().equals(pod.name()))) {
      failWith(seed, "names a pod that is not the client's", cluster, auditObservation, pairing);
    }
    if (clientPod instanceof ClientPod.Gone && pod != null && pod.ended() > now) {
      failWith(seed, "calls a living pod gone", cluster, auditObservation, pairing);
    }
    if (pairing.socket() != null && pairing.socket().uid() != connection.number()) {
      failWith(seed, "names another's socket", cluster, auditObservation, pairing);
    }
    if (pairing.verdict() == Verdict.GHOST && connection.clientEnd() > now) {
      failWith(seed, "calls a living client a ghost", cluster, auditObservation, pairing);
    }
    if (pairing.verdict() == Verdict.ABSENT && connection.clientEnd() > now) {
      failWith(seed, "calls a living client absent", cluster, auditObservation, pairing);
    }
    if (pairing.verdict() == Verdict.EXTERNAL && pod != null) {
      failWith(seed, "calls a pod's client external", cluster, auditObservation, pairing);
    }
    String evidence = pairing.evidence().stream().map(Evidence::toString).toList().toString();
    if (pod != null && !pod.visible() && (clientPod != null || evidence.contains(pod.name()))
        || evidence.contains("secret/")) {
      failWith(seed, "names a pod that is not visible", cluster, auditObservation, pairing);
    }
  }

  private static void failWith(
      long seed,
      String wrong,
      SimulatedCluster cluster,
      AuditObservation auditObservation,
      Pairing pairing) {
    fail(
        "seed %d: %s%n%s%ntruth %s%nA2 %s%ncluster %s%nreports %s%npods %s%n",
        seed,
        wrong,
        pairing,
        cluster.servedBy(pairing.backend().id()),
        auditObservation.secondReading().readInterval(),
        auditObservation.cluster(),
        auditObservation.reports(),
        cluster.pods);
  }

  private static AuditObservation reordered(AuditObservation auditObservation, Random order) {
    ClusterSnapshot clusterSnapshot = auditObservation.cluster();
    return new AuditObservation(
        reordered(auditObservation.firstReading(), order),
        shuffled(auditObservation.reports(), order),
        auditObservation.silentPodUids(),
        reordered(auditObservation.secondReading(), order),
        auditObservation.endpoints(),
        auditObservation.memory(),
        new ClusterSnapshot(
            shuffled(clusterSnapshot.pods(), order),
            shuffled(clusterSnapshot.tombstones(), order),
            shuffled(clusterSnapshot.nodes(), order),
            clusterSnapshot.completeFromMicros(),
            clusterSnapshot.completeUntilMicros(),
            clusterSnapshot.auditorAddresses(),
            clusterSnapshot.clock()));
  }

  private static ActivitySnapshot reordered(ActivitySnapshot reading, Random order) {
    return new ActivitySnapshot(
        reading.server(),
        shuffled(reading.backends(), order),
        reading.hiddenRows(),
        reading.readInterval());
  }

  private static <T> List<T> shuffled(List<T> list, Random order) {
    List<T> shuffled = new ArrayList<>(list);
    Collections.shuffle(shuffled, order);
    return shuffled;
  }

  private static AuditObservation withUnrelatedPod(AuditObservation auditObservation) {
    ClusterSnapshot clusterSnapshot = auditObservation.cluster();
    List<Pod> pods = new ArrayList<>(clusterSnapshot.pods());
    pods.add(
        new Pod(
            "unrelated",
            "shop",
            "unrelated",
            "one",
            Map.of(IpAddress.parse("10.42.0.200"), new AddressAssignment(0, 0)),
            false,
            null,
            null,
            true,
            new Workload("Pod", "shop", "unrelated"),
            Map.of(),
            Pod.AgentState.PRESENT,
            null));
    return new AuditObservation(
        auditObservation.firstReading(),
        auditObservation.reports(),
        auditObservation.silentPodUids(),
        auditObservation.secondReading(),
        auditObservation.endpoints(),
        auditObservation.memory(),
        new ClusterSnapshot(
            pods,
            clusterSnapshot.tombstones(),
            clusterSnapshot.nodes(),
            clusterSnapshot.completeFromMicros(),
            clusterSnapshot.completeUntilMicros(),
            clusterSnapshot.auditorAddresses(),
            clusterSnapshot.clock()));
  }
}
