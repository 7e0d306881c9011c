package dev.pgtether.testkit.it.cluster.inject;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.TestPodSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Pods that ask for an agent, and what became of them. */
final class Asking {
  static final String LABEL = "pgtether.dev/inject";
  static final String INJECTED = "pgtether.dev/injected";
  static final String NOTE = "pgtether.dev/injection-note";
  static final String AGENT = "pgtether-agent";

  private Asking() {}

  /** As the applications' user 1000, as {@code restricted} namespaces and processes want it. */
  static TestPodSpec pod(String name, String mode) {
    return unlabelled(name).withLabel(LABEL, mode);
  }

  /** The same that does not ask. */
  static TestPodSpec unlabelled(String name) {
    return TestPodSpec.named(name).asUser(1000, 1000);
  }

  /** It is created, and no node ever hears of it: for what is decided at its creation. */
  static TestPodSpec unscheduled(TestPodSpec plan) {
    return plan.withEdit(
        pod -> pod.editSpec().addNewSchedulingGate("pgtether.dev/only-admission").endSpec());
  }

  /** With this request and limit of the application. */
  static TestPodSpec sized(TestPodSpec plan, String cpu, String memory) {
    Map<String, Quantity> both = Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory));
    return plan.withEdit(
        pod ->
            pod.editSpec()
                .editFirstContainer()
                .withNewResources()
                .withRequests(both)
                .withLimits(both)
                .endResources()
                .endContainer()
                .endSpec());
  }

  /** As PodSecurity's level {@code restricted} asks for. */
  static TestPodSpec restricted(TestPodSpec plan) {
    return plan.withEdit(
        pod ->
            pod.editSpec()
                .editFirstContainer()
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .endContainer()
                .endSpec());
  }

  /** A Job of one short command, whose pod asks. */
  static Job job(String name, String namespace) {
    return new JobBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels(LABEL, "sockets")
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("main")
        .withImage(Cluster.CLIENT_IMAGE)
        .withImagePullPolicy("Never")
        .withCommand("sleep", "1")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  static Optional<Container> agentOf(Pod pod) {
    return pod.getSpec().getInitContainers().stream()
        .filter(container -> container.getName().equals(AGENT))
        .findFirst();
  }

  static Optional<ContainerStatus> agentStatus(Pod pod) {
    return pod.getStatus().getInitContainerStatuses().stream()
        .filter(status -> status.getName().equals(AGENT))
        .findFirst();
  }

  static @Nullable String annotation(Pod pod, String key) {
    return Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.<String, String>of())
        .get(key);
  }
}
