package dev.pgtether.operator.cluster.services;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.operator.cluster.ClusterIndex;
import java.util.Collection;
import java.util.Set;

/** Which addresses lead to a server, as Services and their EndpointSlices say. */
public interface ServiceRoutes {

  /**
   * Every endpoint that is known to lead to a server now: its own, each Service's that has it among
   * its ready endpoints (cluster, external and load balancer addresses, node ports), and those that
   * are listed.
   *
   * @param own where the server itself accepts connections, after every translation: {@code
   *     inet_server_addr()} and {@code inet_server_port()}
   * @param listed what the audit's host resolves to, and what its spec lists. One that is a
   *     Service's is judged by what stands behind that Service; any other leads to this server
   *     alone
   * @throws IllegalStateException before {@link ClusterIndex#ready()}
   */
  ServerEndpoints endpointsOf(Endpoint own, Collection<Endpoint> listed);

  /**
   * What stands behind {@code endpoint} where it is a Service's, or did a moment ago; empty where
   * it is none.
   *
   * @throws IllegalStateException before {@link ClusterIndex#ready()}
   */
  Set<Endpoint> endpointsBehind(Endpoint endpoint);
}
