package dev.pgtether.operator.admission;

import dev.pgtether.operator.api.LabelsAndAnnotations;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a pod that is being created. Pure. */
final class PodInjector {

  /** On a pod: why it got less than it asked for, or nothing. */
  static final String NOTE = "pgtether.dev/injection-note";

  static final String NONE = "no agent was added: ";

  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final String OS = "kubernetes.io/os";
  private static final Set<String> SYSTEM = Set.of("kube-system", "kube-public", "kube-node-lease");

  private final AgentContainer agent;
  private final String ownNamespace;
  private final NamespaceLabels namespaces;
  private final AgentImagePulls pulls;

  PodInjector(
      AgentContainer agent,
      String ownNamespace,
      NamespaceLabels namespaces,
      AgentImagePulls pulls) {
    this.agent = agent;
    this.ownNamespace = ownNamespace;
    this.namespaces = namespaces;
    this.pulls = pulls;
  }

  /**
   * What becomes of {@code pod}.
   *
   * @param namespace of the request: a pod made by a controller may not say its own yet
   */
  InjectionDecision decide(Pod pod, String namespace) {
    String label = orEmpty(pod.getMetadata().getLabels()).get(LabelsAndAnnotations.INJECT);
    if (label == null || hasAgent(pod)) {
      return new InjectionDecision.Nothing();
    }
    Optional<InjectionMode> asked = InjectionMode.of(label);
    if (asked.isEmpty()) {
      return leave(
          pod, "label %s is neither sockets nor processes".formatted(LabelsAndAnnotations.INJECT));
    }
    String why = whyNot(pod, namespace);
    return why == null ? add(pod, namespace, asked.get()) : leave(pod, why);
  }

  /** A controller passes no warning on to anybody; what stands on the pod is found. */
  private static InjectionDecision leave(Pod pod, String why) {
    List<JsonPatchOperation> steps = annotations(pod);
    steps.add(annotation(NOTE, NONE + why));
    return new InjectionDecision.Leave(why, steps);
  }

  private static boolean hasAgent(Pod pod) {
    return Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .map(Container::getName)
        .anyMatch(AgentContainer.NAME::equals);
  }

  private @Nullable String whyNot(Pod pod, String namespace) {
    PodSpec spec = pod.getSpec();
    if (namespace.equals(ownNamespace)) {
      return "the operator's own namespace is left alone";
    }
    if (SYSTEM.contains(namespace)) {
      return "system namespaces are left alone";
    }
    if (Boolean.TRUE.equals(spec.getHostNetwork())) {
      return "the pod uses the host's network, whose connections are not its own";
    }
    if (isWindows(spec)) {
      return "the agent runs on Linux only";
    }
    if (orEmpty(pod.getMetadata().getAnnotations()).containsKey(MIRROR)) {
      return "a mirror pod stands for one that runs already";
    }
    if (pod.getStatus() != null
        && Set.of("Succeeded", "Failed").contains(Objects.toString(pod.getStatus().getPhase()))) {
      return "the pod has ended";
    }
    return spec.getVolumes().stream().map(Volume::getName).anyMatch(PodInjector::isOurs)
        ? "a volume is named as one of the agent's"
        : pulls.trouble(namespace);
  }

  private static boolean isWindows(PodSpec spec) {
    return (spec.getOs() != null && "windows".equals(spec.getOs().getName()))
        || "windows".equals(orEmpty(spec.getNodeSelector()).get(OS));
  }

  private static boolean isOurs(String volume) {
    return volume.equals(AgentContainer.TOKEN_VOLUME) || volume.equals(AgentContainer.CA_VOLUME);
  }

  private InjectionDecision add(Pod pod, String namespace, InjectionMode asked) {
    return switch (asked) {
      case SOCKETS ->
          new InjectionDecision.Add(asked, Optional.empty(), patch(pod, asked, null, sockets()));
      case PROCESSES ->
          switch (ProcessReadRights.of(pod, namespaces, namespace)) {
            case ProcessReadRights.Right.As(AgentUser agentUser) ->
                new InjectionDecision.Add(
                    asked, Optional.empty(), patch(pod, asked, null, agentUser));
            case ProcessReadRights.Right.None(String why) -> {
              String less = "sockets only: " + why;
              yield new InjectionDecision.Add(
                  InjectionMode.SOCKETS,
                  Optional.of(less),
                  patch(pod, InjectionMode.SOCKETS, less, sockets()));
            }
          };
    };
  }

  private static AgentUser sockets() {
    return AgentContainer.OWN;
  }

  private List<JsonPatchOperation> patch(
      Pod pod, InjectionMode injectionMode, @Nullable String note, AgentUser agentUser) {
    List<JsonPatchOperation> steps = annotations(pod);
    steps.add(annotation(LabelsAndAnnotations.INJECTED, injectionMode.label()));
    if (note != null) {
      steps.add(annotation(NOTE, note));
    }
    PodSpec spec = pod.getSpec();
    if (injectionMode == InjectionMode.PROCESSES
        && !Boolean.TRUE.equals(spec.getShareProcessNamespace())) {
      steps.add(JsonPatchOperation.add("/spec/shareProcessNamespace", true));
    }
    appendAll(steps, "/spec/volumes", spec.getVolumes().isEmpty(), agent.volumes());
    appendAll(
        steps,
        "/spec/initContainers",
        spec.getInitContainers().isEmpty(),
        List.of(agent.container(agentUser, pod)));
    return steps;
  }

  /** What there must be before one can be added. */
  private static List<JsonPatchOperation> annotations(Pod pod) {
    List<JsonPatchOperation> steps = new ArrayList<>();
    if (orEmpty(pod.getMetadata().getAnnotations()).isEmpty()) {
      steps.add(JsonPatchOperation.add("/metadata/annotations", Map.of()));
    }
    return steps;
  }

  private static JsonPatchOperation annotation(String key, String value) {
    return JsonPatchOperation.add(
        "/metadata/annotations/" + JsonPatchOperation.escaped(key), value);
  }

  /** A list that is not there cannot be added to. */
  private static void appendAll(
      List<JsonPatchOperation> steps, String path, boolean isMissing, List<?> values) {
    if (isMissing) {
      steps.add(JsonPatchOperation.add(path, List.of()));
    }
    values.forEach(value -> steps.add(JsonPatchOperation.add(path + "/-", value)));
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
