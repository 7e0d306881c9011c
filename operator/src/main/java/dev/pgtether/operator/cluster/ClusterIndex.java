package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.IpAddress;
import java.util.Set;

/**
 * Whose addresses these are, as the API server has said. Answers from memory, at once, and may be
 * asked by any number of threads.
 */
public interface ClusterIndex {

  /** Everything has been listed once: until then every answer is too small to be used. */
  boolean ready();

  /**
   * The pods, finished pods and tombstones of {@code addresses}, the host-network pods of the nodes
   * that have them, and all nodes; who audits it does not say ({@link
   * ClusterSnapshot#withAuditorAddresses}).
   *
   * @param auditNamespace the tenant who asks: pods that it may not know of are not {@code visible}
   * @throws IllegalStateException before {@link #ready()}
   */
  ClusterSnapshot viewFor(String auditNamespace, Set<IpAddress> addresses);
}
