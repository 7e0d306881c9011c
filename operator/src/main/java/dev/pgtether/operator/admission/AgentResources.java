package dev.pgtether.operator.admission;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an agent takes of its node.
 *
 * @param cpu its request
 * @param cpuLimit at least the request. A Java that starts wants more than an idle one: held to 50m
 *     it needs 12 s to its first exchange, 4 of them beyond the deadline of its own handshake
 * @param memory request and limit
 */
record AgentResources(Quantity cpu, Quantity cpuLimit, Quantity memory) {

  private static final String CPU = "cpu";
  private static final String MEMORY = "memory";

  /**
   * From settings.
   *
   * @throws IllegalArgumentException when one is no quantity, or the request is above the limit:
   *     the API server would refuse every pod
   */
  static AgentResources of(String cpu, String cpuLimit, String memory) {
    AgentResources agentResources =
        new AgentResources(
            quantity("cpu", cpu), quantity("cpu-limit", cpuLimit), quantity("memory", memory));
    if (agentResources.cpu.compareTo(agentResources.cpuLimit) > 0) {
      throw new IllegalArgumentException(
          "pgtether.inject.cpu (%s) is above pgtether.inject.cpu-limit (%s)"
              .formatted(cpu, cpuLimit));
    }
    return agentResources;
  }

  private static Quantity quantity(String setting, String text) {
    try {
      Quantity quantity = Quantity.parse(text);
      if (quantity.getNumericalAmount().signum() > 0) {
        return quantity;
      }
    } catch (IllegalArgumentException | ArithmeticException unreadable) {
      throw new IllegalArgumentException(
          "pgtether.inject.%s: %s is no quantity, as 50m or 64Mi is".formatted(setting, text),
          unreadable);
    }
    throw new IllegalArgumentException(
        "pgtether.inject.%s: %s is not above 0".formatted(setting, text));
  }

  /** What it says in a pod, so that the pod's quality of service stays what it is. */
  ResourceRequirements in(Pod pod) {
    if (hasOwn(pod.getSpec().getResources())) {
      // The containers' sum may not exceed what the pod says for all of them together.
      return new ResourceRequirements();
    }
    return new ResourceRequirementsBuilder()
        .withRequests(both(cpu))
        .withLimits(both(isGuaranteed(pod) ? cpu : cpuLimit))
        .build();
  }

  private Map<String, Quantity> both(Quantity ofCpu) {
    return new TreeMap<>(Map.of(CPU, ofCpu, MEMORY, memory));
  }

  private static boolean hasOwn(@Nullable ResourceRequirements resources) {
    return resources != null
        && !(resources.getRequests().isEmpty() && resources.getLimits().isEmpty());
  }

  /** Every container, init containers too, has equal requests and limits of both. */
  private static boolean isGuaranteed(Pod pod) {
    return Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .map(Container::getResources)
        .allMatch(resources -> isFixed(resources, CPU) && isFixed(resources, MEMORY));
  }

  /** What is not requested is requested as its limit is (v1 defaults). */
  private static boolean isFixed(@Nullable ResourceRequirements resources, String what) {
    Quantity limit = resources == null ? null : resources.getLimits().get(what);
    return limit != null
        && Objects.requireNonNull(resources).getRequests().getOrDefault(what, limit).equals(limit);
  }
}
