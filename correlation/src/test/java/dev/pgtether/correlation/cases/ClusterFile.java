package dev.pgtether.correlation.cases;

import dev.pgtether.correlation.fact.AddressRange;
import dev.pgtether.correlation.fact.ClockReading;
import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.Tenure;
import dev.pgtether.correlation.fact.Tombstone;
import dev.pgtether.correlation.fact.Workload;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code cluster.txt}: what the API server said. A pod's name is its uid. */
final class ClusterFile {

  private static final Layout CLUSTER =
      Layout.of("CLUSTER", "known from", "known until", "operator's clock");
  private static final Layout PODS =
      Layout.of("PODS", "pod", "addresses", "not before", "since")
          .maybe("node")
          .maybe("agent")
          .maybe("held until")
          .maybe("finished")
          .maybe("visible")
          .maybe("network")
          .maybe("containers")
          .maybe("mesh proxy");
  private static final Layout TOMBSTONES =
      Layout.of("TOMBSTONES", "pod", "address", "not before", "since", "held until", "gone")
          .maybe("visible");
  private static final Layout NODES = Layout.of("NODES", "node", "addresses", "pod ranges");

  private final CaseFile file;
  private final long aheadMicros;

  private ClusterFile(CaseFile file) {
    this.file = file;
    aheadMicros = file.row(CLUSTER).read("operator's clock", ClusterFile::ahead);
  }

  static ClusterFile read(Path path) {
    return new ClusterFile(CaseFile.read(path, CLUSTER, PODS, TOMBSTONES, NODES));
  }

  Cluster cluster() {
    Row known = file.row(CLUSTER);
    return new Cluster(
        file.rows(PODS).stream().map(this::pod).toList(),
        file.rows(TOMBSTONES).stream().map(this::tombstone).toList(),
        file.rows(NODES).stream().map(ClusterFile::node).toList(),
        moment(known, "known from"),
        moment(known, "known until"),
        Set.of(ActivityFile.AUDITOR),
        new ClockReading(Age.NOW.nanos(), Age.NOW.micros() + aheadMicros));
  }

  /** The pods whose agents have not answered. */
  Set<String> silent() {
    return file.rows(PODS).stream()
        .filter(row -> row.text("agent").equals("silent"))
        .map(row -> row.text("pod"))
        .collect(Collectors.toSet());
  }

  private Pod pod(Row row) {
    String pod = row.text("pod");
    Tenure tenure = tenure(row);
    Map<IpAddress, Tenure> addresses =
        row.list("addresses", IpAddress::parse).stream()
            .collect(Collectors.toMap(Function.identity(), address -> tenure));
    return new Pod(
        pod,
        namespaceOf(pod),
        nameOf(pod),
        row.textOr("node", ""),
        addresses,
        row.has("network") && row.read("network", text -> only(text, "host")),
        momentOrNull(row, "held until"),
        momentOrNull(row, "finished"),
        !row.has("visible") || !row.read("visible", text -> only(text, "no")),
        workloadOf(pod),
        row.list("containers", text -> List.of(text.split("="))).stream()
            .collect(Collectors.toMap(List::getFirst, List::getLast)),
        agent(row),
        row.has("mesh proxy") ? row.text("mesh proxy") : null);
  }

  private static Pod.Agent agent(Row row) {
    return !row.has("agent")
        ? Pod.Agent.NONE
        : row.text("agent").equals("missing") ? Pod.Agent.MISSING : Pod.Agent.THERE;
  }

  private Tombstone tombstone(Row row) {
    String pod = row.text("pod");
    return new Tombstone(
        pod,
        namespaceOf(pod),
        nameOf(pod),
        workloadOf(pod),
        row.read("address", IpAddress::parse),
        tenure(row),
        moment(row, "held until"),
        moment(row, "gone"),
        !row.has("visible"));
  }

  private static Node node(Row row) {
    return new Node(
        row.text("node"),
        Set.copyOf(row.list("addresses", IpAddress::parse)),
        row.list("pod ranges", AddressRange::parse));
  }

  private Tenure tenure(Row row) {
    return new Tenure(moment(row, "not before"), moment(row, "since"));
  }

  /** On the operator's clock. */
  private long moment(Row row, String column) {
    return row.age(column).micros() + aheadMicros;
  }

  private @Nullable Long momentOrNull(Row row, String column) {
    return row.has(column) ? moment(row, column) : null;
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
    return Age.parseLength(text.substring(0, text.length() - ahead.length())).toNanos() / 1_000;
  }

  private static boolean only(String text, String word) {
    if (!text.equals(word)) {
      throw new IllegalArgumentException("either - or " + word + ", not " + text);
    }
    return true;
  }
}
