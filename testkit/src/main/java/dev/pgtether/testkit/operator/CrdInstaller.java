package dev.pgtether.testkit.operator;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.process.ConditionWait;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The kinds of resources that {@code crds/} defines. */
public final class CrdInstaller {
  private static final List<Path> PROJECT = List.of(Path.of(".."), Path.of("."));

  private CrdInstaller() {}

  /** Makes them known to the cluster, and waits until it serves them. */
  public static void install(Cluster cluster) {
    Path folder =
        PROJECT.stream()
            .map(project -> project.resolve("crds"))
            .filter(Files::isDirectory)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("there is no folder crds/"));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.yaml")) {
      for (Path file : files) {
        install(cluster.client(), file);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void install(KubernetesClient client, Path file) throws IOException {
    try (InputStream yaml = Files.newInputStream(file)) {
      var crds = client.apiextensions().v1().customResourceDefinitions();
      CustomResourceDefinition applied = crds.load(yaml).forceConflicts().serverSideApply();
      String name = applied.getMetadata().getName();
      ConditionWait.atMost(Duration.ofSeconds(30))
          .until(name + " is served", () -> isEstablished(crds.withName(name).get()));
    }
  }

  private static boolean isEstablished(CustomResourceDefinition crd) {
    return crd != null
        && crd.getStatus() != null
        && crd.getStatus().getConditions() != null
        && crd.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Established")
                        && condition.getStatus().equals("True"));
  }
}
