package dev.pgtether.testkit.it.cluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A status as a person sees it, with the real kubectl. */
@NeedsCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusAsPrintedIT {
  private static final Path DEFINITION = Path.of("../crds/connectionaudits.pgtether.dev.yaml");
  private static final Path GOLDEN =
      Path.of("../operator/src/test/resources/dev/pgtether/operator/report");

  private final Cluster cluster;
  private TestNamespace testNamespace;

  StatusAsPrintedIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    String definition = DEFINITION.toString();
    cluster.kubectl().run("apply", "--server-side", "--force-conflicts", "-f", definition);
    cluster.kubectl().run("wait", "--for=condition=Established", "--timeout=30s", "-f", definition);
    testNamespace = TestNamespace.create(cluster, "printed");
    String audit = GOLDEN.resolve("good.yaml").toString();
    kubectl("apply", "-f", audit);
    kubectl("apply", "--server-side", "--force-conflicts", "--subresource=status", "-f", audit);
  }

  @AfterAll
  void close() {
    testNamespace.close();
  }

  @Test
  void describe_ends_with_the_whole_view() throws IOException {
    // Given
    List<String> view = Files.readAllLines(GOLDEN.resolve("good.txt"));

    // When
    String described = kubectl("describe", "connectionaudit", "orders");

    // Then
    String asPrinted = String.join("\n", view.stream().map(line -> "    " + line).toList());
    assertThat(described).contains("  View:\n" + asPrinted + "\nEvents:");
  }

  @Test
  void get_shows_everything_in_a_line() {
    // When
    List<String> lines = kubectl("get", "ca").lines().toList();

    // Then
    assertThat(lines.getFirst().split(" +"))
        .containsExactly(
            "NAME", "BACKENDS", "MATCHED", "USED", "FINDINGS", "READY", "AUDITED", "AGE");
    assertThat(lines.getLast()).matches("orders +9 +5/9 +10/197 +- +True +\\S+ +\\S+");
  }

  private String kubectl(String verb, String... words) {
    String[] all = new String[words.length + 3];
    all[0] = verb;
    all[1] = "-n";
    all[2] = testNamespace.namespace();
    System.arraycopy(words, 0, all, 3, words.length);
    return cluster.kubectl().run(all);
  }
}
