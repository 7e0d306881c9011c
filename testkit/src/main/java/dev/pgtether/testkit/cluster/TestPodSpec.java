package dev.pgtether.testkit.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A pod, made from the client image.
 *
 * @param node null: wherever the scheduler puts it
 * @param command of its container {@code main}
 * @param edit what this plan has no word for, in the end
 */
public record TestPodSpec(
    String name,
    @Nullable String node,
    boolean hostNetwork,
    Map<String, String> labels,
    List<String> command,
    String image,
    UnaryOperator<PodBuilder> edit) {
  /** The container that every plan has. */
  public static final String CONTAINER = "main";

  public TestPodSpec {
    labels = Map.copyOf(labels);
    command = List.copyOf(command);
  }

  /** One that waits to be told what to do. */
  public static TestPodSpec named(String name) {
    return new TestPodSpec(
        name,
        null,
        false,
        Map.of("app", name),
        List.of("sleep", "1d"),
        Cluster.CLIENT_IMAGE,
        UnaryOperator.identity());
  }

  public TestPodSpec onNode(String where) {
    return new TestPodSpec(name, where, hostNetwork, labels, command, image, edit);
  }

  public TestPodSpec onHostNetwork() {
    return new TestPodSpec(name, node, true, labels, command, image, edit);
  }

  public TestPodSpec withCommand(String... words) {
    return new TestPodSpec(name, node, hostNetwork, labels, List.of(words), image, edit);
  }

  /** Made from another image, which is in every node. */
  public TestPodSpec withImage(String reference) {
    return new TestPodSpec(name, node, hostNetwork, labels, command, reference, edit);
  }

  /** Adds a label, or changes it. */
  public TestPodSpec withLabel(String key, String value) {
    Map<String, String> more = new HashMap<>(labels);
    more.put(key, value);
    return new TestPodSpec(name, node, hostNetwork, more, command, image, edit);
  }

  /** Changes the pod itself, after earlier changes. */
  public TestPodSpec withEdit(UnaryOperator<PodBuilder> next) {
    return new TestPodSpec(
        name, node, hostNetwork, labels, command, image, pod -> next.apply(edit.apply(pod)));
  }

  /** All its containers see each other's processes. */
  public TestPodSpec sharingProcesses() {
    return withEdit(pod -> pod.editSpec().withShareProcessNamespace(true).endSpec());
  }

  /** Everything in it runs as this user and group, without any capability. */
  public TestPodSpec asUser(long uid, long gid) {
    return withEdit(
        pod ->
            pod.editSpec()
                .editOrNewSecurityContext()
                .withRunAsUser(uid)
                .withRunAsGroup(gid)
                .endSecurityContext()
                .endSpec());
  }

  Pod build(String namespace) {
    PodBuilder pod =
        new PodBuilder()
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
            .withName(CONTAINER)
            .withImage(image)
            .withImagePullPolicy("Never")
            .withCommand(command)
            .endContainer()
            .endSpec();
    return edit.apply(pod).build();
  }
}
