package dev.pgtether.testkit.it.cluster.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.chart.CheckoutImages;
import dev.pgtether.testkit.chart.HelmChart;
import dev.pgtether.testkit.chart.InstalledChart;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The chart with the images of this checkout: pods that run. */
@NeedsCluster({ClusterCapability.IMAGES, ClusterCapability.AUDIT_LOG})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstalledOperatorIT {
  private final Cluster cluster;
  private HelmChart ours;
  private InstalledChart chart;

  InstalledOperatorIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void install() {
    ours = CheckoutImages.load(cluster).chart();
    chart = InstalledChart.install(cluster, ours, "--wait", "--timeout=2m");
  }

  @AfterAll
  void uninstall() {
    if (chart != null) {
      chart.close();
    }
  }

  @Test
  void helm_test_finds_all_endpoints_answering_under_the_operators_own_ca() {
    // When
    String said =
        cluster
            .helm()
            .run("test", HelmChart.NAME, "--namespace=" + chart.namespace(), "--timeout=3m");

    // Then
    assertThat(said).contains("Phase:          Succeeded");
  }

  @Test
  void an_upgrade_ends_for_a_replica_is_ready_without_leading() {
    // When
    String said = chart.upgrade(ours.withValues("logLevel=\"DEBUG\""), "--wait", "--timeout=2m");

    // Then
    assertThat(said).contains("STATUS: deployed");
    assertThat(cluster.apiServerAuditLog().events())
        .filteredOn(event -> event.user().equals(chart.userName()))
        .isNotEmpty()
        .noneMatch(event -> event.code() == 403);
  }
}
