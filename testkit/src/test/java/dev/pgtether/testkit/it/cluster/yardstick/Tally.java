package dev.pgtether.testkit.it.cluster.yardstick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.knownclients.ClientName;
import dev.pgtether.testkit.knownclients.KnownConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says against truths: what was named wrong, and how much was named. */
final class Tally {
  private final Map<String, KnownConnection> known;
  private final Function<String, Mode> modes;
  private final List<String> wrongPods = new ArrayList<>();
  private final List<String> wrongProcesses = new ArrayList<>();
  private final List<String> strangers = new ArrayList<>();
  private final Map<Group, SortedMap<String, Integer>> verdicts = new HashMap<>();
  private int pairings;
  private int audits;

  /**
   * @param heard the pod's agent has answered in time
   */
  private record Group(Mode mode, String kind, boolean hostNetwork, boolean heard) {
    boolean isOf(Mode wanted, Set<String> kinds) {
      return mode == wanted
          && !hostNetwork
          && heard == (wanted != Mode.NONE)
          && kinds.contains(kind);
    }
  }

  /**
   * @param known the connections that stay, by the pods' own view
   * @param modes the pods' modes, by their names
   */
  Tally(List<KnownConnection> known, Function<String, Mode> modes) {
    this.known =
        known.stream().collect(Collectors.toMap(KnownConnection::clientAddress, one -> one));
    this.modes = modes;
  }

  void count(Report report) {
    audits++;
    for (Report.Said said : report.connections()) {
      ClientName.parse(said.application()).ifPresent(name -> count(report, said, name));
    }
  }

  private void count(Report report, Report.Said said, ClientName name) {
    pairings++;
    KnownConnection connection = known.get(said.client());
    Group group =
        new Group(
            modes.apply(name.pod()),
            name.kind(),
            connection != null && connection.hostNetwork(),
            report.agents().stream().anyMatch(agent -> agent.endsWith("/" + name.pod())));
    verdicts.computeIfAbsent(group, one -> new TreeMap<>()).merge(said.verdict(), 1, Integer::sum);
    if (connection == null && !name.kind().equals("churn")) {
      strangers.add(said.toString());
    }
    if (said.pod() != null && !isRight(said, name, connection)) {
      wrongPods.add(said + " is of " + name);
    }
    if (!said.pids().isEmpty() && !said.pids().equals(name.pids())
        || said.container() != null && !said.container().equals(name.container())
        || connection != null
            && said.containerIds().stream().anyMatch(id -> !connection.containerId().equals(id))) {
      wrongProcesses.add(said + " is of " + name);
    }
  }

  private static boolean isRight(
      Report.Said said, ClientName name, @Nullable KnownConnection known) {
    return name.pod().equals(said.pod()) && (known == null || known.podUid().equals(said.podUid()));
  }

  int pairings() {
    return pairings;
  }

  /** Neither a pod, nor a process or container, nor a row at an address where no pod sees one. */
  void requireNothingWrong() {
    assertThat(wrongPods).isEmpty();
    assertThat(wrongProcesses).isEmpty();
    assertThat(strangers).isEmpty();
  }

  /**
   * Of the rows of pods with a network of their own, and whose agent was heard if they have one,
   * the part that got a verdict, 0 to 1; 0 where there are none.
   */
  double recall(Mode mode, Set<String> kinds, String verdict) {
    int all = 0;
    int so = 0;
    for (var entry : verdicts.entrySet()) {
      if (entry.getKey().isOf(mode, kinds)) {
        all += entry.getValue().values().stream().mapToInt(Integer::intValue).sum();
        so += entry.getValue().getOrDefault(verdict, 0);
      }
    }
    return all == 0 ? 0 : (double) so / all;
  }

  /** A line for each kind of client in each mode. */
  @Override
  public String toString() {
    return verdicts.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .sorted()
        .collect(
            Collectors.joining(
                System.lineSeparator(),
                "%d pairings in %d audits, %d wrong pods, %d wrong processes%n"
                    .formatted(pairings, audits, wrongPods.size(), wrongProcesses.size()),
                ""));
  }
}
