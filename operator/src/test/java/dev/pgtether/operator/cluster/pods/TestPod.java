package dev.pgtether.operator.cluster.pods;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pod as the API server would tell it. */
final class TestPod {
  private final PodBuilder pod;

  private TestPod(PodBuilder pod) {
    this.pod = pod;
  }

  static TestPod named(String name, Instant created) {
    return new TestPod(
        new PodBuilder()
            .withNewMetadata()
            .withUid("uid-" + name)
            .withNamespace("shop")
            .withName(name)
            .withCreationTimestamp(created.toString())
            .endMetadata()
            .withNewSpec()
            .withNodeName("node1")
            .withRestartPolicy("Always")
            .endSpec()
            .withNewStatus()
            .withPhase("Running")
            .endStatus());
  }

  TestPod at(String... addresses) {
    List<PodIP> ips = Arrays.stream(addresses).map(PodIP::new).toList();
    pod.editStatus().withPodIPs(ips).endStatus();
    return this;
  }

  TestPod onTheHostNetwork() {
    pod.editSpec().withHostNetwork(true).endSpec();
    return this;
  }

  TestPod labelled(String key, String value) {
    pod.editMetadata().addToLabels(key, value).endMetadata();
    return this;
  }

  TestPod unscheduled() {
    pod.editSpec().withNodeName(null).endSpec();
    return this;
  }

  TestPod restarting(String policy) {
    pod.editSpec().withRestartPolicy(policy).endSpec();
    return this;
  }

  TestPod running(String container, Instant since) {
    pod.editStatus()
        .addNewContainerStatus()
        .withName(container)
        .withContainerID("containerd://id-of-" + container)
        .withState(
            new ContainerStateBuilder()
                .withNewRunning()
                .withStartedAt(since.toString())
                .endRunning()
                .build())
        .endContainerStatus()
        .endStatus();
    return this;
  }

  TestPod ended(String container, int code, Instant from, Instant to) {
    pod.editStatus()
        .addNewContainerStatus()
        .withName(container)
        .withState(
            new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(code)
                .withStartedAt(from.toString())
                .withFinishedAt(to.toString())
                .endTerminated()
                .build())
        .endContainerStatus()
        .endStatus();
    return this;
  }

  /** With an agent by injection, of which the kubelet says this; null: it runs. */
  TestPod agent(@Nullable String waitsFor) {
    pod.editMetadata()
        .addToAnnotations("pgtether.dev/injected", "sockets")
        .endMetadata()
        .editSpec()
        .addNewInitContainer()
        .withName("pgtether-agent")
        .addNewEnv()
        .withName("PGTETHER_OPERATOR")
        .endEnv()
        .endInitContainer()
        .endSpec();
    ContainerStateBuilder state =
        waitsFor == null
            ? new ContainerStateBuilder().withNewRunning().endRunning()
            : new ContainerStateBuilder().withNewWaiting().withReason(waitsFor).endWaiting();
    pod.editStatus()
        .addNewInitContainerStatus()
        .withName("pgtether-agent")
        .withState(state.build())
        .endInitContainerStatus()
        .endStatus();
    return this;
  }

  /** The same container, written by hand. */
  TestPod withoutInjectedAnnotation() {
    pod.editMetadata().removeFromAnnotations("pgtether.dev/injected").endMetadata();
    return this;
  }

  TestPod phase(String phase) {
    pod.editStatus().withPhase(phase).endStatus();
    return this;
  }

  TestPod deletionRequested(Instant at, long graceSeconds) {
    pod.editMetadata()
        .withDeletionTimestamp(at.plusSeconds(graceSeconds).toString())
        .withDeletionGracePeriodSeconds(graceSeconds)
        .endMetadata();
    return this;
  }

  TestPod ownedBy(String kind, String name) {
    pod.editMetadata()
        .addNewOwnerReference()
        .withKind(kind)
        .withName(name)
        .withUid("uid-" + name)
        .withController(true)
        .endOwnerReference()
        .endMetadata();
    return this;
  }

  Pod build() {
    return pod.build();
  }

  PodRecord toRecord() {
    return PodRecordMapper.of(pod.build());
  }
}
