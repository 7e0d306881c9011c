package dev.pgtether.audit;

import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Server;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Port: what is known of the addresses around a server. */
public interface Surroundings {

  /** Every endpoint that is known to lead to {@code server}, as it stands now. */
  ServerEndpoints endpointsOf(Server server);

  /**
   * What the API server has said of {@code addresses}, as it stands now: the pods that have or had
   * them, the host-network pods of the nodes that have them, and all nodes.
   *
   * @return null where there is no cluster
   */
  @Nullable Cluster around(Set<IpAddress> addresses);
}
