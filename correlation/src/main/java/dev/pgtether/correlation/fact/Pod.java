package dev.pgtether.correlation.fact;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pod that the API server lists.
 *
 * @param node on which it runs; empty while it has none
 * @param addresses {@code status.podIPs}, each with since when. A terminal pod keeps them, although
 *     they are no longer its own
 * @param hostNetwork it shares its node's addresses, so none says that it is this pod
 * @param heldUntilMicros null while nothing ends it; else it surely had its addresses until then,
 *     and may have lost them since: its deletion was asked for ({@code deletionTimestamp} less the
 *     grace period), or the first container has ended of a pod that restarts none. µs since the
 *     epoch on the operator's clock, earlier by the uncertainty of the clock that it was read from.
 *     A pod loses its address some time before the API server stops listing it
 * @param finishedMicros null while live; else, for phase Succeeded or Failed, when it was surely
 *     over, µs since the epoch on the operator's clock
 * @param visible the audit's tenant may know of it; nobody else's pod is ever named or asked
 * @param containers names by container id (without the runtime's prefix): containers, init and
 *     ephemeral ones
 * @param agentState whether a sidecar of ours is in it
 * @param meshProxy the container that carries its connections for it, for instance {@code
 *     istio-proxy}; null when none is known
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

  /** Whether a sidecar of ours is in a pod. */
  public enum AgentState {
    /** Nobody has asked for one. */
    NONE,
    /**
     * It asks for one and has none: labelled only after it was made, refused, or made while nobody
     * answered the API server.
     */
    MISSING,
    PRESENT
  }

  /** There is somebody to ask about its sockets. */
  public boolean hasAgent() {
    return agentState == AgentState.PRESENT;
  }

  /** It has not finished, so its addresses are its own. */
  public boolean isLive() {
    return finishedMicros == null;
  }

  /** {@code shop/checkout-7d9f}. */
  public String fullName() {
    return namespace + "/" + name;
  }
}
