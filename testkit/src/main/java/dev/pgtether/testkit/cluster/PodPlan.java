package dev.pgtether.testkit.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pod of one container, made from the client image.
 *
 * @param node null: wherever the scheduler puts it
 */
public record PodPlan(
    String name,
    @Nullable String node,
    boolean hostNetwork,
    Map<String, String> labels,
    List<String> command) {
  public PodPlan {
    labels = Map.copyOf(labels);
    command = List.copyOf(command);
  }

  /** One that waits to be told what to do. */
  public static PodPlan named(String name) {
    return new PodPlan(name, null, false, Map.of("app", name), List.of("sleep", "1d"));
  }

  public PodPlan on(String where) {
    return new PodPlan(name, where, hostNetwork, labels, command);
  }

  public PodPlan onTheHostNetwork() {
    return new PodPlan(name, node, true, labels, command);
  }

  public PodPlan running(String... words) {
    return new PodPlan(name, node, hostNetwork, labels, List.of(words));
  }

  Pod in(String namespace) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .withHostNetwork(hostNetwork)
        .withDnsPolicy("ClusterFirstWithHostNet")
        .withTerminationGracePeriodSeconds(0L)
        .addNewContainer()
        .withName("main")
        .withImage(Cluster.CLIENT_IMAGE)
        .withImagePullPolicy("Never")
        .withCommand(command)
        .endContainer()
        .endSpec()
        .build();
  }
}
