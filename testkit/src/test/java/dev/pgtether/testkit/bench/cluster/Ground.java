package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cluster, and the chart in it once somebody needs it: the images as users run them. */
final class Ground implements AutoCloseable {

  private static final List<String> USUAL = List.of("replicas=1");

  private final Cluster cluster;
  private @Nullable Installed installed;

  Ground(Cluster cluster) {
    this.cluster = cluster;
  }

  private record Installed(Installation chart, List<String> values) {}

  Cluster cluster() {
    return cluster;
  }

  /** The chart with one replica. */
  Installation chart() {
    return chart(USUAL);
  }

  /** The chart with these values; another one before it is uninstalled. */
  Installation chart(List<String> values) {
    Installed before = installed;
    if (before != null && before.values().equals(values)) {
      return before.chart();
    }
    close();
    Installation chart = Installation.of(cluster, values.toArray(String[]::new));
    installed = new Installed(chart, values);
    return chart;
  }

  /** The one replica of {@link #chart()}. */
  OperatorPod operator() {
    return new OperatorPod(chart().pod());
  }

  /** The address of a pod as the machine reaches it. */
  static String addressOf(Pod pod) {
    return pod.getStatus().getPodIP();
  }

  @Override
  public void close() {
    Installed before = installed;
    installed = null;
    if (before != null) {
      before.chart().close();
    }
  }
}
