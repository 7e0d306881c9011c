package dev.pgtether.correlation.fact;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pod that the API server lists.
 *
 * @param node the name of its node; empty while it has none
 * @param addresses {@code status.podIPs}, each with the time when the pod got it. A finished pod
 *     still lists them, although it no longer has them
 * @param hostNetwork the pod shares the addresses of its node, so an address does not identify it
 * @param heldUntilMicros null while nothing ends the pod. Otherwise the pod had its addresses until
 *     this moment, and may have lost them since: its deletion was requested ({@code
 *     deletionTimestamp} minus the grace period), or the first container of a pod that restarts
 *     none has ended. In µs since the epoch on the operator's clock, reduced by the uncertainty of
 *     the clock that it was read from. A pod loses its address some time before the API server
 *     stops listing it
 * @param finishedMicros null while the pod is live. Otherwise (phase Succeeded or Failed) a moment
 *     at which it was over, in µs since the epoch on the operator's clock
 * @param visible the tenant of the audit may see the pod; a pod that is not visible is never named
 *     and never asked
 * @param workload its top controller
 * @param containers names by container id (without the prefix of the runtime): containers, init and
 *     ephemeral containers
 * @param agentState whether it has our sidecar
 * @param meshProxy the container that carries its connections, for example {@code istio-proxy};
 *     null when none is known
 */
public record Pod(
    String uid,
    String namespace,
    String name,
    String node,
    Map<IpAddress, AddressAssignment> addresses,
    boolean hostNetwork,
    @Nullable Long heldUntilMicros,
    @Nullable Long finishedMicros,
    boolean visible,
    Workload workload,
    Map<String, String> containers,
    AgentState agentState,
    @Nullable String meshProxy) {

  public Pod {
    addresses = Map.copyOf(addresses);
    containers = Map.copyOf(containers);
  }

  /** Whether a pod has our sidecar. */
  public enum AgentState {
    /** The pod does not ask for one. */
    NONE,
    /**
     * The pod asks for one and has none: it was labelled after its creation, the webhook refused
     * it, or the webhook did not answer when it was created.
     */
    MISSING,
    /** The pod has one. */
    PRESENT
  }

  /** It has our sidecar, which can be asked about its sockets. */
  public boolean hasAgent() {
    return agentState == AgentState.PRESENT;
  }

  /** It has not finished, so it has its addresses. */
  public boolean isLive() {
    return finishedMicros == null;
  }

  /** {@code shop/checkout-7d9f}. */
  public String fullName() {
    return namespace + "/" + name;
  }
}
