package dev.pgtether.testkit.it.cluster.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgtether.testkit.chart.Chart;
import dev.pgtether.testkit.chart.InstalledChart;
import dev.pgtether.testkit.cluster.Ability;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.ProductImage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The chart with the images of this checkout: pods that run. */
@NeedsCluster({Ability.IMAGES, Ability.AUDIT_LOG})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstalledOperatorIT {
  private final Cluster cluster;
  private Chart ours;
  private InstalledChart chart;

  InstalledOperatorIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void install() {
    Path checkout = Chart.plain().folder().resolve("../..").normalize();
    assumeTrue(
        Files.exists(checkout.resolve("images/operator/recipe")),
        "needs the operator's image: images/operator");
    ProductImage operator = ProductImage.upToDate(checkout, "operator");
    ProductImage agent = ProductImage.upToDate(checkout, "agent");
    cluster.load(operator.archive());
    cluster.load(agent.archive());
    ours =
        Chart.plain()
            .with(
                "image=" + image(operator.reference()), "inject.image=" + image(agent.reference()));
    chart = InstalledChart.install(cluster, ours, "--wait", "--timeout=2m");
  }

  @AfterAll
  void uninstall() {
    if (chart != null) {
      chart.close();
    }
  }

  @Test
  void helm_test_finds_all_endpoints_answering_under_the_operators_own_CA() {
    // When
    String said =
        cluster.helm().run("test", Chart.NAME, "--namespace=" + chart.namespace(), "--timeout=3m");

    // Then
    assertThat(said).contains("Phase:          Succeeded");
  }

  @Test
  void an_upgrade_ends_for_a_replica_is_ready_without_leading() {
    // When
    String said = chart.upgrade(ours.with("logLevel=\"DEBUG\""), "--wait", "--timeout=2m");

    // Then
    assertThat(said).contains("STATUS: deployed");
    assertThat(cluster.auditLog().events())
        .filteredOn(event -> event.user().equals(chart.user()))
        .isNotEmpty()
        .noneMatch(event -> event.code() == 403);
  }

  private static String image(String reference) {
    int colon = reference.lastIndexOf(':');
    return "{\"repository\":\"%s\",\"tag\":\"%s\",\"pullPolicy\":\"Never\"}"
        .formatted(reference.substring(0, colon), reference.substring(colon + 1));
  }
}
