package dev.pgtether.testkit.it.cluster.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgtether.testkit.chart.Chart;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.Workspace;
import dev.pgtether.testkit.cluster.built.BoundedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's quick start in a cluster, typed as it stands there. */
@NeedsCluster
class ReadmeIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String NAMESPACE = "pgtether-system";
  private static final Pattern QUICK_START =
      Pattern.compile("## In a cluster\n.*?```sh\n(.*?)```", Pattern.DOTALL);

  private final Cluster cluster;

  ReadmeIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void the_quick_start_runs_from_the_first_line_to_the_last(@TempDir Path folder)
      throws IOException {
    // Given
    assumeTrue(
        cluster.client().namespaces().withName(NAMESPACE).get() == null,
        "needs a cluster without a namespace " + NAMESPACE);
    Path project = Chart.plain().folder().resolve("../..").normalize();
    String commands =
        QUICK_START
            .matcher(Files.readString(project.resolve("README.md")))
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    try (Workspace shop = Workspace.open(cluster, "shop")) {
      Path script = folder.resolve("quick-start.sh");
      Files.writeString(script, script(project, shop.namespace(), commands));

      // When
      BoundedCommand.Result answer =
          new BoundedCommand(List.of("sh", "-eu", script.toString()), LIMIT).attempt();

      // Then
      assertThat(answer.code()).as(answer.output()).isZero();
      assertThat(answer.output()).contains("Kind:         ConnectionAudit", "orders-db.shop.svc");
      cluster.kubectl().run("delete", "ca", "orders", "--namespace=" + shop.namespace());
    } finally {
      cluster
          .helm()
          .run("uninstall", Chart.NAME, "--namespace=" + NAMESPACE, "--ignore-not-found", "--wait");
      cluster.kubectl().run("delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait=false");
    }
  }

  /** Its reader has kubectl and helm on PATH, and a namespace of his own. */
  private String script(Path project, String namespace, String commands) {
    return """
        cd '%s'
        kubectl() { %s --kubeconfig='%s' --namespace=%s "$@"; }
        helm() { %s --kubeconfig='%s' "$@" --take-ownership; }
        %s
        """
        .formatted(
            project.toAbsolutePath(),
            String.join(" ", cluster.kubectl().program()),
            cluster.kubectl().kubeconfig(),
            namespace,
            String.join(" ", cluster.helm().program()),
            cluster.helm().kubeconfig(),
            commands);
  }
}
