package dev.pgtether.operator.cluster.pods;

import dev.pgtether.correlation.fact.IpAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who a pod is, by its uid, as the API server says: for whoever speaks in a pod's name. */
public interface PodDirectory {

  /**
   * The pod of this uid.
   *
   * @return null when there is none, it has finished, or the index has not heard of it yet
   */
  @Nullable PodIdentity livePod(String uid);

  /**
   * The live pod that has this address for itself.
   *
   * @return its uid; null when no pod is known to have it, several are, or it is a node's
   */
  @Nullable String podUidAt(IpAddress address);

  /** The namespaces of all live pods that have an agent. */
  Set<String> namespacesWithAgents();

  /**
   * A pod of {@code namespace} that does not start for want of the agent's image, or did not until
   * lately; empty when there is none.
   */
  Optional<AgentImagePullFailure> agentImagePullFailure(String namespace);

  /**
   * Has {@code listener} told the uid of each pod that is deleted or has finished, at once, on the
   * thread that hears of it: the listener must not block.
   */
  void onPodEnded(Consumer<String> listener);

  /**
   * A pod whose injected agent's image is not there, so that its applications wait.
   *
   * @param reason the kubelet's: {@code ErrImagePull}
   */
  record AgentImagePullFailure(String pod, String reason) {

    /**
     * For so long after the pod was deleted: its successor, which is created at about that time,
     * shall not wait as it did.
     */
    public static final Duration REMEMBERED = Duration.ofMinutes(5);
  }

  /**
   * A pod that has not finished.
   *
   * @param addresses {@code status.podIPs}; its node's for a host-network pod
   * @param sharesProcesses {@code spec.shareProcessNamespace}
   */
  record PodIdentity(
      String uid,
      String namespace,
      String name,
      String node,
      Set<IpAddress> addresses,
      boolean hostNetwork,
      boolean sharesProcesses) {
    public PodIdentity {
      addresses = Set.copyOf(addresses);
    }
  }
}
