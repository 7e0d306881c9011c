package dev.pgtether.testkit.it.cluster.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgtether.testkit.chart.CheckoutImages;
import dev.pgtether.testkit.chart.HelmChart;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.process.BoundedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's quick start in a cluster, typed as it stands there, and what it shows. */
@NeedsCluster({
  ClusterCapability.TWO_NODES,
  ClusterCapability.DATABASES,
  ClusterCapability.IMAGES,
  ClusterCapability.FAULTS
})
class ReadmeIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Duration NAMED = Duration.ofMinutes(2);
  private static final String NAMESPACE = "pgtether-system";
  private static final Pattern BLOCKS = Pattern.compile("(?ms)^## In a cluster$(.*?)^## ");
  private static final Pattern COMMANDS = Pattern.compile("(?ms)^```sh\n(.*?)^```");
  private static final Pattern PRINTED = Pattern.compile("(?ms)^```\n(\\$ .*?)^```");

  private final Cluster cluster;

  ReadmeIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void the_quick_start_runs_from_the_first_line_to_the_last_and_names_every_kind_of_client(
      @TempDir Path folder) throws IOException {
    // Given
    for (String namespace : List.of(NAMESPACE, Shop.NAMESPACE)) {
      assumeTrue(
          cluster.client().namespaces().withName(namespace).get() == null,
          "needs a cluster without a namespace " + namespace);
    }
    Path project = HelmChart.ofCheckout().folder().resolve("../..").normalize().toAbsolutePath();
    String chapter = first(BLOCKS, Files.readString(project.resolve("README.md")));
    List<String> blocks = COMMANDS.matcher(chapter).results().map(block -> block.group(1)).toList();
    assertThat(blocks).hasSize(2);
    CheckoutImages.load(cluster);
    try (Shop shop = Shop.open(cluster)) {
      // When
      type(project, folder.resolve("install.sh"), blocks.getFirst());
      shop.deploy(folder);
      String described = type(project, folder.resolve("audit.sh"), blocks.getLast());

      // Then
      assertThat(described)
          .contains("Kind:         ConnectionAudit", "orders-db.shop.svc", "View:");
      shop.loseExport();
      String view =
          await("everybody is named")
              .atMost(NAMED)
              .pollInterval(Duration.ofSeconds(1))
              .until(() -> shop.kubectl("describe", "ca", "orders"), ReadmeIT::namesAll);
      String line = shop.kubectl("get", "ca");
      String events = shop.kubectl("get", "events.events.k8s.io");
      System.out.println(line + view + events);
      String printed = first(PRINTED, chapter);
      assertThat(words(printed, "NAME ")).isEqualTo(words(line, "NAME "));
      assertThat(words(printed, "BACKEND ")).isEqualTo(words(view, "BACKEND "));
    } finally {
      cluster
          .helm()
          .run(
              "uninstall",
              HelmChart.NAME,
              "--namespace=" + NAMESPACE,
              "--ignore-not-found",
              "--wait");
      cluster.kubectl().run("delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait=false");
    }
  }

  private static boolean namesAll(String view) {
    return Pattern.compile("EXACT +checkout-\\S+ +checkout +\\d+ +java ")
                .matcher(view)
                .results()
                .count()
            == 4
        && Pattern.compile("EXACT +checkout-\\S+ +cron +\\d+ +psql ")
                .matcher(view)
                .results()
                .count()
            == 2
        && Pattern.compile("POD +reports-0 ").matcher(view).find()
        && Pattern.compile("GHOST +export-old \\(gone\\)").matcher(view).find();
  }

  /** Its reader has kubectl and helm on PATH, and is in the shop's namespace. */
  private String type(Path project, Path script, String commands) throws IOException {
    Files.writeString(
        script,
        """
        cd '%s'
        kubectl() { %s --kubeconfig='%s' --namespace=%s "$@"; }
        helm() { %s --kubeconfig='%s' "$@" --take-ownership; }
        %s
        """
            .formatted(
                project,
                String.join(" ", cluster.kubectl().program()),
                cluster.kubectl().kubeconfig(),
                Shop.NAMESPACE,
                String.join(" ", cluster.helm().program()),
                cluster.helm().kubeconfig(),
                commands));
    BoundedCommand.Result answer =
        new BoundedCommand(List.of("sh", "-eu", script.toString()), LIMIT).attempt();
    assertThat(answer.code()).as(answer.output()).isZero();
    return answer.output();
  }

  private static String first(Pattern pattern, String text) {
    return pattern.matcher(text).results().findFirst().orElseThrow().group(1);
  }

  /** Of the first line that has them: the names of a table's columns. */
  private static List<String> words(String text, String beginning) {
    return text.lines()
        .map(String::strip)
        .filter(line -> line.startsWith(beginning))
        .findFirst()
        .map(line -> List.of(line.split(" +")))
        .orElseThrow();
  }
}
