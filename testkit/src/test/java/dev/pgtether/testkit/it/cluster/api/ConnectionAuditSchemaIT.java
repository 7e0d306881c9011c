package dev.pgtether.testkit.it.cluster.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.process.BoundedCommand.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person may write, and what they are told when they may not. */
@NeedsCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectionAuditSchemaIT {
  private static final Path CASES = Path.of("src/test/resources/connectionaudits");
  private static final Path DEFINITION = Path.of("../crds/connectionaudits.pgtether.dev.yaml");
  private static final String REFUSED = "# refused: ";

  private final Cluster cluster;
  private TestNamespace testNamespace;

  ConnectionAuditSchemaIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    cluster
        .kubectl()
        .run("apply", "--server-side", "--force-conflicts", "-f", DEFINITION.toString());
    cluster
        .kubectl()
        .run("wait", "--for=condition=Established", "--timeout=30s", "-f", DEFINITION.toString());
    testNamespace = TestNamespace.create(cluster, "schema");
  }

  @AfterAll
  void close() {
    testNamespace.close();
  }

  @ParameterizedTest
  @MethodSource("valid")
  void what_is_valid_is_taken(Path manifest) {
    assertThat(apply(manifest).output()).contains(name(manifest) + " created");
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void what_is_invalid_is_refused_with_what_to_write_instead(Path manifest) throws IOException {
    // Given
    String expected = Files.readAllLines(manifest).getFirst();
    assertThat(expected).startsWith(REFUSED);

    // When
    Result answer = apply(manifest);

    // Then
    assertThat(answer.code()).isNotZero();
    assertThat(answer.output()).contains(expected.substring(REFUSED.length()));
  }

  @Test
  void explain_reads_like_documentation() {
    assertThat(cluster.kubectl().run("explain", "connectionaudit.spec.database.host"))
        .contains("FIELD: host <string>", "DNS name or IP address of the server");
    assertThat(cluster.kubectl().run("explain", "pgca.status.conditions.reason"))
        .contains("Why, in one word, for programs.");
  }

  @Test
  void audits_are_found_by_their_server() {
    // Given
    apply(CASES.resolve("valid/an-ipv4-literal.yaml"));

    // When
    String found =
        cluster
            .kubectl()
            .run(
                "get",
                "ca",
                "-n",
                testNamespace.namespace(),
                "-o=name",
                "--field-selector=spec.database.host=10.96.0.15");

    // Then
    assertThat(found.lines()).containsExactly("connectionaudit.pgtether.dev/an-ipv4-literal");
  }

  static List<Path> valid() throws IOException {
    return manifests("valid");
  }

  static List<Path> invalid() throws IOException {
    return manifests("invalid");
  }

  private static List<Path> manifests(String folder) throws IOException {
    try (Stream<Path> files = Files.list(CASES.resolve(folder))) {
      return files.sorted().toList();
    }
  }

  private static String name(Path manifest) {
    return manifest.getFileName().toString().replace(".yaml", "");
  }

  private Result apply(Path manifest) {
    return cluster
        .kubectl()
        .command("apply", "-n", testNamespace.namespace(), "-f", manifest.toString())
        .attempt();
  }
}
