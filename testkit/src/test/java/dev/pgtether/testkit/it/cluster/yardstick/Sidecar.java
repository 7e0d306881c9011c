package dev.pgtether.testkit.it.cluster.yardstick;

import dev.pgtether.testkit.cluster.PodPlan;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;

/** The agent that a pod has got, for manifests into which somebody writes it by hand. */
record Sidecar(Container container, List<Volume> volumes) {
  private static final String OURS = "pgtether-";

  Sidecar {
    volumes = List.copyOf(volumes);
  }

  /** Without what the API server adds to every container. */
  static Sidecar of(Pod injected) {
    Container agent =
        injected.getSpec().getInitContainers().stream()
            .filter(container -> container.getName().equals("pgtether-agent"))
            .findFirst()
            .orElseThrow();
    return new Sidecar(
        new ContainerBuilder(agent)
            .removeMatchingFromVolumeMounts(mount -> !mount.getName().startsWith(OURS))
            .build(),
        injected.getSpec().getVolumes().stream()
            .filter(volume -> volume.getName().startsWith(OURS))
            .toList());
  }

  PodPlan beside(PodPlan plan) {
    return plan.edited(
        pod -> pod.editSpec().addToInitContainers(container).addAllToVolumes(volumes).endSpec());
  }
}
