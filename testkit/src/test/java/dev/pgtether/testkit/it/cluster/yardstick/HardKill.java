package dev.pgtether.testkit.it.cluster.yardstick;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.built.Node;
import io.fabric8.kubernetes.api.model.Pod;

/** {@code kill -9}, from a pod's node. */
public final class HardKill {
  private static final String SCRIPT =
      """
      for cgroup in $(grep -l "$0" /proc/[0-9]*/cgroup 2>/dev/null); do
        grep -q "$1" "${cgroup%/cgroup}/cmdline" && kill -9 "$(basename "${cgroup%/cgroup}")" && killed=yes
      done
      [ "$killed" = yes ]""";

  private HardKill() {}

  /** Of a pod's processes that have a word in their command line; there has to be one. */
  public static void of(Cluster cluster, Pod pod, String word) {
    nodeOf(cluster, pod).run("sh", "-c", SCRIPT, pod.getMetadata().getUid(), word);
  }

  static Node nodeOf(Cluster cluster, Pod pod) {
    return cluster.nodes().stream()
        .filter(node -> node.name().equals(pod.getSpec().getNodeName()))
        .findFirst()
        .orElseThrow();
  }
}
