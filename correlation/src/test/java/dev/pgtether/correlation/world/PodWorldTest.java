package dev.pgtether.correlation.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.Tenure;
import dev.pgtether.correlation.fact.Workload;
import dev.pgtether.correlation.pairing.Client;
import dev.pgtether.correlation.pairing.Correlation;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Memory;
import dev.pgtether.correlation.pairing.Observation;
import dev.pgtether.correlation.pairing.Outcome;
import dev.pgtether.correlation.pairing.Pairing;
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
 * Audits of simulated pods, whose addresses are used again. The same worlds each time; {@code
 * -Dpgtether.worlds=1000000} looks at more, {@code -Dpgtether.worlds.from} at others.
 */
class PodWorldTest {

  private static final long WORLDS = Long.getLong("pgtether.worlds", 200_000);
  private static final long FROM = Long.getLong("pgtether.worlds.from", 0);

  @Test
  void noPodIsNamedThatIsNotTheClientsAndNothingThatIsNotVisible() {
    // Given
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    Set<Evidence.Code> proofs = EnumSet.noneOf(Evidence.Code.class);
    for (long seed = FROM; seed < FROM + WORLDS; seed++) {
      long current = seed;
      // When
      audit(
          seed,
          (world, observed) -> {
            // Then
            for (Pairing pairing : observed.paired().pairings()) {
              mustHold(current, world, observed.observation(), pairing);
              verdicts.merge(pairing.verdict(), 1, Integer::sum);
              pairing.evidence().forEach(evidence -> proofs.add(evidence.code()));
            }
          });
    }
    // Each was put to the test, and not all is unknown.
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
  void theOrderOfPodsAndReportsChangesNothing(@ForAll long seed, @ForAll long order) {
    audit(
        seed,
        (world, observed) ->
            assertThat(Correlation.pair(reordered(observed.observation(), new Random(order))))
                .isEqualTo(observed.paired()));
  }

  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
  void anUnrelatedPodChangesNothing(@ForAll long seed) {
    audit(
        seed,
        (world, observed) ->
            assertThat(Correlation.pair(withStranger(observed.observation())))
                .isEqualTo(observed.paired()));
  }

  private record Observed(Observation observation, Outcome.Paired paired) {}

  private static void audit(long seed, BiConsumer<PodWorld, Observed> eachAudit) {
    Chance chance = new Chance(seed);
    PodWorld world = new PodWorld(chance);
    PodAudits audits = new PodAudits(world, chance);
    Memory memory = Memory.NONE;
    long begin = world.someMoment();
    for (int i = 0; i < 3; i++) {
      Observation observation = audits.at(begin, memory);
      Outcome.Paired paired = (Outcome.Paired) Correlation.pair(observation);
      eachAudit.accept(world, new Observed(observation, paired));
      memory = paired.memory();
      begin = observation.second().read().endNanos() / 1_000 + chance.spread(100_000, 60_000_000);
    }
  }

  private static void mustHold(
      long seed, PodWorld world, Observation observation, Pairing pairing) {
    PodConnection connection = world.of(pairing.backend().id());
    PodLife pod = connection.pod();
    long now = observation.second().read().endNanos() / 1_000;
    Client client = pairing.client();
    if (client != null && (pod == null || !client.podName().equals(pod.name()))) {
      tell(seed, "names a pod that is not the client's", world, observation, pairing);
    }
    if (client instanceof Client.Gone && pod != null && pod.ended() > now) {
      tell(seed, "calls a living pod gone", world, observation, pairing);
    }
    if (pairing.socket() != null && pairing.socket().uid() != connection.number()) {
      tell(seed, "names another's socket", world, observation, pairing);
    }
    if (pairing.verdict() == Verdict.GHOST && connection.clientEnd() > now) {
      tell(seed, "calls a living client a ghost", world, observation, pairing);
    }
    if (pairing.verdict() == Verdict.ABSENT && connection.clientEnd() > now) {
      tell(seed, "calls a living client absent", world, observation, pairing);
    }
    if (pairing.verdict() == Verdict.EXTERNAL && pod != null) {
      tell(seed, "calls a pod's client external", world, observation, pairing);
    }
    String evidence = pairing.evidence().stream().map(Evidence::toString).toList().toString();
    if (pod != null && !pod.visible() && (client != null || evidence.contains(pod.name()))
        || evidence.contains("secret/")) {
      tell(seed, "tells of a pod that is not visible", world, observation, pairing);
    }
  }

  private static void tell(
      long seed, String wrong, PodWorld world, Observation observation, Pairing pairing) {
    fail(
        "seed %d: %s%n%s%ntruth %s%nA2 %s%ncluster %s%nreports %s%npods %s%n",
        seed,
        wrong,
        pairing,
        world.of(pairing.backend().id()),
        observation.second().read(),
        observation.cluster(),
        observation.reports(),
        world.pods);
  }

  private static Observation reordered(Observation observation, Random order) {
    Cluster cluster = observation.cluster();
    return new Observation(
        reordered(observation.first(), order),
        shuffled(observation.reports(), order),
        observation.silent(),
        reordered(observation.second(), order),
        observation.endpoints(),
        observation.memory(),
        new Cluster(
            shuffled(cluster.pods(), order),
            shuffled(cluster.tombstones(), order),
            shuffled(cluster.nodes(), order),
            cluster.knownFromMicros(),
            cluster.knownUntilMicros(),
            cluster.auditor(),
            cluster.clock()));
  }

  private static ActivitySnapshot reordered(ActivitySnapshot reading, Random order) {
    return new ActivitySnapshot(
        reading.server(), shuffled(reading.backends(), order), reading.hidden(), reading.read());
  }

  private static <T> List<T> shuffled(List<T> list, Random order) {
    List<T> shuffled = new ArrayList<>(list);
    Collections.shuffle(shuffled, order);
    return shuffled;
  }

  private static Observation withStranger(Observation observation) {
    Cluster cluster = observation.cluster();
    List<Pod> pods = new ArrayList<>(cluster.pods());
    pods.add(
        new Pod(
            "stranger",
            "shop",
            "stranger",
            "one",
            Map.of(IpAddress.parse("10.42.0.200"), new Tenure(0, 0)),
            false,
            null,
            null,
            true,
            new Workload("Pod", "shop", "stranger"),
            Map.of(),
            Pod.Agent.THERE,
            null));
    return new Observation(
        observation.first(),
        observation.reports(),
        observation.silent(),
        observation.second(),
        observation.endpoints(),
        observation.memory(),
        new Cluster(
            pods,
            cluster.tombstones(),
            cluster.nodes(),
            cluster.knownFromMicros(),
            cluster.knownUntilMicros(),
            cluster.auditor(),
            cluster.clock()));
  }
}
