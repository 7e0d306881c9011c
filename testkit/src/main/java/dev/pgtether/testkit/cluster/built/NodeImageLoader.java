package dev.pgtether.testkit.cluster.built;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The images that the nodes have: there is no registry, and pods say {@code imagePullPolicy:
 * Never}.
 */
public record NodeImageLoader(List<Node> nodes) {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  public NodeImageLoader {
    nodes = List.copyOf(nodes);
  }

  /**
   * Puts an image into every node.
   *
   * @param archive as {@code docker save} or {@code buildah push … docker-archive:} writes it, with
   *     the image's name in it; anywhere but under {@code /run}, {@code /var/lib} and {@code
   *     /var/log}
   */
  public void load(Path archive) {
    nodes.forEach(node -> load(node, archive));
  }

  static void load(Node node, Path archive) {
    node.command(
            "ctr", "--namespace", "k8s.io", "images", "import", archive.toAbsolutePath().toString())
        .within(LIMIT)
        .run();
  }
}
