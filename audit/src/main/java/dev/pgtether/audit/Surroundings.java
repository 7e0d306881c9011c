package dev.pgtether.audit;

import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Port: what is known of the addresses around a server. */
public interface Surroundings {

  /** Every endpoint that is known to lead to {@code server}, as it stands now. */
  ServerEndpoints endpointsOf(ServerInfo serverInfo);

  /**
   * What the API server has said of {@code addresses}, as it stands now: the pods that have or had
   * them, the host-network pods of the nodes that have them, and all nodes.
   *
   * @return null where there is no cluster
   */
  @Nullable ClusterSnapshot around(Set<IpAddress> addresses);
}
