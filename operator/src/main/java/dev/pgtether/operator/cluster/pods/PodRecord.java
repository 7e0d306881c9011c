package dev.pgtether.operator.cluster.pods;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Pod.AgentState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a pod.
 *
 * @param addresses {@code status.podIPs}; none before it has a sandbox
 * @param terminal its phase is Succeeded or Failed
 * @param containers names by container id, without the runtime's prefix
 * @param agentState whether one of ours is in it
 * @param agentImagePullError why the image of an agent that was injected is not on the node; else
 *     null
 */
public record PodRecord(
    String uid,
    String namespace,
    String name,
    String node,
    List<IpAddress> addresses,
    boolean hostNetwork,
    boolean terminal,
    Times times,
    Map<String, String> containers,
    @Nullable ControllerReference controllerReference,
    AgentState agentState,
    @Nullable String agentImagePullError,
    boolean sharesProcesses,
    @Nullable String meshProxy) {

  public PodRecord {
    addresses = List.copyOf(addresses);
    containers = Map.copyOf(containers);
  }

  public boolean hasAgent() {
    return agentState == AgentState.PRESENT;
  }

  /**
   * When things happened, by the clocks of the API server and of the pod's node.
   *
   * @param created null when the API server does not say
   * @param deletionRequested null when nobody has
   * @param runningSince since when the oldest container that still runs does. All that runs does so
   *     in the sandbox that has the addresses now
   * @param lastStart when the last container started that has ended
   * @param firstEnd when the first container ended that will not be started again
   * @param lastEnd when the last one did
   */
  record Times(
      @Nullable Instant created,
      @Nullable Instant deletionRequested,
      @Nullable Instant runningSince,
      @Nullable Instant lastStart,
      @Nullable Instant firstEnd,
      @Nullable Instant lastEnd) {}
}
