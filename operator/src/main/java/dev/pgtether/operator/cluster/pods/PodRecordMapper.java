package dev.pgtether.operator.cluster.pods;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod.AgentState;
import dev.pgtether.operator.api.LabelsAndAnnotations;
import dev.pgtether.operator.cluster.watch.ApiTextParser;
import dev.pgtether.operator.cluster.watch.ProcessClocks;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From the API server's pod to what is kept of it. Never throws: an odd part is left out. */
public final class PodRecordMapper {

  /** What makes a container our agent, whoever wrote it into the manifest: it cannot do without. */
  private static final String AGENT_VARIABLE = "PGTETHER_OPERATOR";

  /** The kubelet's words for an image that it cannot get (pkg/kubelet/images/types.go, cri-api). */
  private static final Set<String> IMAGE_PULL_ERRORS =
      Set.of(
          "ErrImageNeverPull",
          "ErrImagePull",
          "ImageInspectError",
          "ImagePullBackOff",
          "InvalidImageName",
          "RegistryUnavailable",
          "SignatureValidationFailed");

  /** Istio's and Linkerd's names, with and without native sidecars. */
  private static final Set<String> MESH_PROXIES = Set.of("istio-proxy", "linkerd-proxy");

  private PodRecordMapper() {}

  public static PodRecord of(Pod pod) {
    ObjectMeta meta = pod.getMetadata();
    PodSpec spec = Objects.requireNonNullElseGet(pod.getSpec(), PodSpec::new);
    PodStatus status = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
    boolean terminal = "Succeeded".equals(status.getPhase()) || "Failed".equals(status.getPhase());
    return new PodRecord(
        meta.getUid(),
        meta.getNamespace().intern(),
        meta.getName(),
        Objects.requireNonNullElse(spec.getNodeName(), "").intern(),
        addresses(status),
        Boolean.TRUE.equals(spec.getHostNetwork()),
        terminal,
        times(meta, spec, status, terminal),
        containers(status),
        ControllerReference.of(pod),
        agent(meta, spec),
        agentImagePullError(meta, spec, status),
        Boolean.TRUE.equals(spec.getShareProcessNamespace()),
        meshProxy(spec));
  }

  private static List<IpAddress> addresses(PodStatus status) {
    List<IpAddress> addresses = new ArrayList<>(2);
    for (PodIP ip : status.getPodIPs()) {
      ApiTextParser.addAddress(ip.getIp(), addresses);
    }
    if (addresses.isEmpty()) {
      ApiTextParser.addAddress(status.getPodIP(), addresses);
    }
    return addresses;
  }

  private static PodRecord.Times times(
      ObjectMeta meta, PodSpec spec, PodStatus status, boolean terminal) {
    Instant runs = null;
    Instant lastStart = null;
    Instant firstEnd = null;
    Instant lastEnd = null;
    for (ContainerStatus container : statuses(status).toList()) {
      var state = container.getState();
      if (state != null && state.getRunning() != null) {
        runs =
            ProcessClocks.earlier(runs, ApiTextParser.parseTime(state.getRunning().getStartedAt()));
      }
      var ended = state == null ? null : state.getTerminated();
      if (ended != null) {
        lastStart = ProcessClocks.later(lastStart, ApiTextParser.parseTime(ended.getStartedAt()));
        Instant end = ApiTextParser.parseTime(ended.getFinishedAt());
        lastEnd = ProcessClocks.later(lastEnd, end);
        boolean forGood =
            terminal || !restarts(spec, Objects.requireNonNullElse(ended.getExitCode(), 0));
        if (forGood && status.getContainerStatuses().contains(container)) {
          firstEnd = ProcessClocks.earlier(firstEnd, end);
        }
      }
    }
    return new PodRecord.Times(
        ApiTextParser.parseTime(meta.getCreationTimestamp()),
        deletionRequested(meta),
        runs,
        lastStart,
        firstEnd,
        lastEnd);
  }

  private static boolean restarts(PodSpec spec, int exitCode) {
    return switch (Objects.requireNonNullElse(spec.getRestartPolicy(), "Always")) {
      case "Never" -> false;
      case "OnFailure" -> exitCode != 0;
      default -> true;
    };
  }

  /** The API server writes the time by which the pod must be gone: asked for, plus the grace. */
  private static @Nullable Instant deletionRequested(ObjectMeta meta) {
    Instant due = ApiTextParser.parseTime(meta.getDeletionTimestamp());
    Long grace = meta.getDeletionGracePeriodSeconds();
    return due == null || grace == null ? due : due.minusSeconds(grace);
  }

  /** {@code containerd://8a1f…}: the runtime's name is not part of the id that a cgroup shows. */
  private static Map<String, String> containers(PodStatus status) {
    Map<String, String> names = HashMap.newHashMap(4);
    statuses(status)
        .forEach(
            container -> {
              String id = container.getContainerID();
              if (id != null && !id.isEmpty()) {
                names.put(
                    id.substring(id.indexOf("://") < 0 ? 0 : id.indexOf("://") + 3),
                    container.getName().intern());
              }
            });
    return names;
  }

  private static Stream<ContainerStatus> statuses(PodStatus status) {
    return Stream.of(
            status.getInitContainerStatuses(),
            status.getContainerStatuses(),
            status.getEphemeralContainerStatuses())
        .flatMap(List::stream);
  }

  private static Stream<Container> containersOf(PodSpec spec) {
    return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream());
  }

  private static AgentState agent(ObjectMeta meta, PodSpec spec) {
    if (containersOf(spec).anyMatch(PodRecordMapper::isAgent)) {
      return AgentState.PRESENT;
    }
    boolean asked =
        meta.getLabels() != null && meta.getLabels().containsKey(LabelsAndAnnotations.INJECT);
    return asked ? AgentState.MISSING : AgentState.NONE;
  }

  private static boolean isAgent(Container container) {
    return container.getEnv().stream().anyMatch(env -> AGENT_VARIABLE.equals(env.getName()));
  }

  private static @Nullable String agentImagePullError(
      ObjectMeta meta, PodSpec spec, PodStatus status) {
    if (meta.getAnnotations() == null
        || !meta.getAnnotations().containsKey(LabelsAndAnnotations.INJECTED)) {
      return null;
    }
    Set<String> agents =
        containersOf(spec)
            .filter(PodRecordMapper::isAgent)
            .map(Container::getName)
            .collect(Collectors.toSet());
    return statuses(status)
        .filter(container -> agents.contains(container.getName()))
        .map(ContainerStatus::getState)
        .filter(state -> state != null && state.getWaiting() != null)
        .map(state -> state.getWaiting().getReason())
        .filter(reason -> reason != null && IMAGE_PULL_ERRORS.contains(reason))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String meshProxy(PodSpec spec) {
    return containersOf(spec)
        .map(Container::getName)
        .filter(MESH_PROXIES::contains)
        .findFirst()
        .orElse(null);
  }
}
