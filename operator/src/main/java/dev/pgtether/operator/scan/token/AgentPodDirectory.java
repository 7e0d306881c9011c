package dev.pgtether.operator.scan.token;

import dev.pgtether.correlation.fact.IpAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Port: the pods that may speak, as the API server describes them. */
public interface AgentPodDirectory {

  /**
   * The pod of this uid.
   *
   * @return null when there is none, it has finished, or the index has not heard of it yet
   */
  @Nullable AgentPod speaker(String podUid);

  /**
   * The live pod that has this address for itself.
   *
   * @return its uid; null when no pod is known to have it, several are, or it is a node's
   */
  @Nullable String podAt(IpAddress address);

  /** The namespaces of all live pods that have an agent. */
  Set<String> namespacesWithAgents();

  /**
   * A pod that may speak about itself.
   *
   * @param addresses {@code status.podIPs}
   * @param hostNetwork it shares its node's addresses, and sees all of its node's sockets: nothing
   *     that it says is about itself alone
   */
  record AgentPod(
      String uid, String namespace, String name, Set<IpAddress> addresses, boolean hostNetwork) {

    public AgentPod {
      addresses = Set.copyOf(addresses);
    }

    /** {@code shop/checkout-7d9f}. */
    public String fullName() {
      return namespace + "/" + name;
    }
  }
}
