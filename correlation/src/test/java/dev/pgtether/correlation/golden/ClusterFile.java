package dev.pgtether.correlation.golden;

import dev.pgtether.correlation.fact.AddressAssignment;
import dev.pgtether.correlation.fact.AddressRange;
import dev.pgtether.correlation.fact.ClockReading;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.PodTombstone;
import dev.pgtether.correlation.fact.Workload;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code cluster.txt}: what the API server said. The name of a pod is also its uid. */
final class ClusterFile {

  private static final TableLayout CLUSTER =
      TableLayout.of("CLUSTER", "known from", "known until", "operator's clock");
  private static final TableLayout PODS =
      TableLayout.of("PODS", "pod", "addresses", "not before", "since")
          .withOptional("node")
          .withOptional("agent")
          .withOptional("held until")
          .withOptional("finished")
          .withOptional("visible")
          .withOptional("network")
          .withOptional("containers")
          .withOptional("mesh proxy");
  private static final TableLayout TOMBSTONES =
      TableLayout.of("TOMBSTONES", "pod", "address", "not before", "since", "held until", "gone")
          .withOptional("visible");
  private static final TableLayout NODES =
      TableLayout.of("NODES", "node", "addresses", "pod ranges");

  private final CaseTableFile file;
  private final long operatorClockAheadMicros;

  private ClusterFile(CaseTableFile file) {
    this.file = file;
    operatorClockAheadMicros = file.row(CLUSTER).read("operator's clock", ClusterFile::ahead);
  }

  static ClusterFile read(Path path) {
    return new ClusterFile(CaseTableFile.read(path, CLUSTER, PODS, TOMBSTONES, NODES));
  }

  ClusterSnapshot cluster() {
    TableRow known = file.row(CLUSTER);
    return new ClusterSnapshot(
        file.rows(PODS).stream().map(this::pod).toList(),
        file.rows(TOMBSTONES).stream().map(this::tombstone).toList(),
        file.rows(NODES).stream().map(ClusterFile::node).toList(),
        moment(known, "known from"),
        moment(known, "known until"),
        Set.of(ActivityFile.AUDITOR),
        new ClockReading(TimeAgo.NOW.nanos(), TimeAgo.NOW.micros() + operatorClockAheadMicros));
  }

  /** The uids of the pods whose agents have not answered. */
  Set<String> silentPodUids() {
    return file.rows(PODS).stream()
        .filter(tableRow -> tableRow.text("agent").equals("silent"))
        .map(tableRow -> tableRow.text("pod"))
        .collect(Collectors.toSet());
  }

  private Pod pod(TableRow tableRow) {
    String pod = tableRow.text("pod");
    AddressAssignment addressAssignment = assignment(tableRow);
    Map<IpAddress, AddressAssignment> addresses =
        tableRow.list("addresses", IpAddress::parse).stream()
            .collect(Collectors.toMap(Function.identity(), address -> addressAssignment));
    return new Pod(
        pod,
        namespaceOf(pod),
        nameOf(pod),
        tableRow.textOr("node", ""),
        addresses,
        tableRow.has("network") && tableRow.read("network", text -> isWord(text, "host")),
        momentOrNull(tableRow, "held until"),
        momentOrNull(tableRow, "finished"),
        !tableRow.has("visible") || !tableRow.read("visible", text -> isWord(text, "no")),
        workloadOf(pod),
        tableRow.list("containers", text -> List.of(text.split("="))).stream()
            .collect(Collectors.toMap(List::getFirst, List::getLast)),
        agent(tableRow),
        tableRow.has("mesh proxy") ? tableRow.text("mesh proxy") : null);
  }

  private static Pod.AgentState agent(TableRow tableRow) {
    return !tableRow.has("agent")
        ? Pod.AgentState.NONE
        : tableRow.text("agent").equals("missing")
            ? Pod.AgentState.MISSING
            : Pod.AgentState.PRESENT;
  }

  private PodTombstone tombstone(TableRow tableRow) {
    String pod = tableRow.text("pod");
    return new PodTombstone(
        pod,
        namespaceOf(pod),
        nameOf(pod),
        workloadOf(pod),
        tableRow.read("address", IpAddress::parse),
        assignment(tableRow),
        moment(tableRow, "held until"),
        moment(tableRow, "gone"),
        !tableRow.has("visible"));
  }

  private static Node node(TableRow tableRow) {
    return new Node(
        tableRow.text("node"),
        Set.copyOf(tableRow.list("addresses", IpAddress::parse)),
        tableRow.list("pod ranges", AddressRange::parse));
  }

  private AddressAssignment assignment(TableRow tableRow) {
    return new AddressAssignment(moment(tableRow, "not before"), moment(tableRow, "since"));
  }

  /** The time in {@code column}, in µs since the epoch on the operator's clock. */
  private long moment(TableRow tableRow, String column) {
    return tableRow.age(column).micros() + operatorClockAheadMicros;
  }

  private @Nullable Long momentOrNull(TableRow tableRow, String column) {
    return tableRow.has(column) ? moment(tableRow, column) : null;
  }

  private static String namespaceOf(String pod) {
    return pod.substring(0, pod.indexOf('/'));
  }

  private static String nameOf(String pod) {
    return pod.substring(pod.indexOf('/') + 1);
  }

  private static Workload workloadOf(String pod) {
    return new Workload("Pod", namespaceOf(pod), nameOf(pod));
  }

  /** {@code agrees}, or {@code 12s ahead} of the server's. */
  private static long ahead(String text) {
    if (text.equals("agrees")) {
      return 0;
    }
    String ahead = " ahead";
    if (!text.endsWith(ahead)) {
      throw new IllegalArgumentException("a clock agrees or is 12s ahead, not " + text);
    }
    return TimeAgo.parseLength(text.substring(0, text.length() - ahead.length())).toNanos() / 1_000;
  }

  private static boolean isWord(String text, String word) {
    if (!text.equals(word)) {
      throw new IllegalArgumentException("either - or " + word + ", not " + text);
    }
    return true;
  }
}
