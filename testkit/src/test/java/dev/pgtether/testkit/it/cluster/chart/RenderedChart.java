package dev.pgtether.testkit.it.cluster.chart;

import dev.pgtether.testkit.chart.HelmChart;
import dev.pgtether.testkit.cluster.Cluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What one template comes to, as resources. */
final class RenderedChart {
  private RenderedChart() {}

  /**
   * Rendered by Helm, read by the cluster's client.
   *
   * @param template its path in the chart
   */
  static List<HasMetadata> of(
      Cluster cluster, HelmChart helmChart, String namespace, String template) {
    String yaml = helmChart.template(cluster.helm(), namespace, "--show-only=" + template).run();
    return cluster
        .client()
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .items();
  }
}
