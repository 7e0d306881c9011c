package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.IpAddress;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who a pod is, by its uid, as the API server says: for whoever speaks in a pod's name. */
public interface Pods {

  /**
   * The pod of this uid.
   *
   * @return null when there is none, it has finished, or the index has not heard of it yet
   */
  @Nullable PodIdentity live(String uid);

  /**
   * Has {@code listener} told the uid of each pod that is deleted or has finished, at once, on the
   * thread that hears of it: the listener must not block.
   */
  void whenGone(Consumer<String> listener);

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
