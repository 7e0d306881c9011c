package dev.pgtether.operator.admission;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * By what right an agent could read which process holds a socket.
 *
 * <p>The kernel lets a process read another's descriptors when both have the same uid and gid, and
 * the other no capability that the reader lacks (ptrace(2), PTRACE_MODE_READ_FSCREDS); else it
 * takes SYS_PTRACE and DAC_READ_SEARCH, which PodSecurity refuses from {@code baseline} on.
 */
final class ProcessReadRights {

  private static final String ENFORCED = "pod-security.kubernetes.io/enforce";

  private ProcessReadRights() {}

  /** By which right, or why by none. */
  sealed interface Right {

    record As(AgentUser agentUser) implements Right {}

    record None(String why) implements Right {}
  }

  static Right of(Pod pod, NamespaceLabels namespaces, String namespace) {
    if (Boolean.TRUE.equals(pod.getSpec().getHostPID())) {
      return new Right.None("the pod uses the host's process namespace");
    }
    if (Boolean.FALSE.equals(pod.getSpec().getShareProcessNamespace())) {
      return new Right.None("the pod says shareProcessNamespace: false");
    }
    String apart = whyNotAsApplications(pod);
    if (apart == null) {
      Container first = pod.getSpec().getContainers().getFirst();
      return new Right.As(
          new AgentUser.Plain(
              Objects.requireNonNull(user(pod, first)), Objects.requireNonNull(group(pod, first))));
    }
    // Without the label the cluster's own default counts, and that may well be stricter.
    return "privileged".equals(namespaces.of(namespace).get(ENFORCED))
        ? new Right.As(new AgentUser.Reader())
        : new Right.None(
            apart
                + ", and namespace "
                + namespace
                + " is not labelled "
                + ENFORCED
                + "=privileged");
  }

  private static @Nullable String whyNotAsApplications(Pod pod) {
    List<Container> containers = pod.getSpec().getContainers();
    if (containers.stream().anyMatch(it -> user(pod, it) == null || group(pod, it) == null)) {
      return "not every container says runAsUser and runAsGroup";
    }
    if (containers.stream().map(it -> user(pod, it)).distinct().count() > 1
        || containers.stream().map(it -> group(pod, it)).distinct().count() > 1) {
      return "the containers differ in runAsUser or runAsGroup";
    }
    if (Objects.equals(user(pod, containers.getFirst()), 0L)) {
      return "the containers run as root";
    }
    return containers.stream().anyMatch(ProcessReadRights::addsCapabilities)
        ? "a container adds capabilities"
        : null;
  }

  private static @Nullable Long user(Pod pod, Container container) {
    return firstOf(
        container.getSecurityContext(),
        SecurityContext::getRunAsUser,
        pod.getSpec().getSecurityContext(),
        PodSecurityContext::getRunAsUser);
  }

  private static @Nullable Long group(Pod pod, Container container) {
    return firstOf(
        container.getSecurityContext(),
        SecurityContext::getRunAsGroup,
        pod.getSpec().getSecurityContext(),
        PodSecurityContext::getRunAsGroup);
  }

  private static @Nullable Long firstOf(
      @Nullable SecurityContext own,
      Function<SecurityContext, @Nullable Long> ofOwn,
      @Nullable PodSecurityContext shared,
      Function<PodSecurityContext, @Nullable Long> ofShared) {
    Long value = own == null ? null : ofOwn.apply(own);
    return value != null || shared == null ? value : ofShared.apply(shared);
  }

  private static boolean addsCapabilities(Container container) {
    SecurityContext context = container.getSecurityContext();
    return context != null
        && (Boolean.TRUE.equals(context.getPrivileged())
            || Stream.ofNullable(context.getCapabilities())
                .anyMatch(capabilities -> !capabilities.getAdd().isEmpty()));
  }
}
