package dev.pgtether.operator.audit;

import dev.pgtether.audit.Surroundings;
import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Server;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.pairing.ServerEndpoints.Reach;
import dev.pgtether.correlation.pairing.ServerEndpoints.Road;
import dev.pgtether.operator.cluster.ClusterIndex;
import dev.pgtether.operator.cluster.services.ServiceRoutes;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known around one server during one audit, as far as that audit's tenant may know it. */
final class ClusterSurroundings implements Surroundings {

  private final ClusterIndex index;
  private final ServiceRoutes routes;
  private final Set<IpAddress> operatorAddresses;
  private final String namespace;
  private final Collection<Endpoint> dialedEndpoints;
  private final Collection<Endpoint> alsoKnownAs;
  private @Nullable Cluster lastCluster;

  /**
   * @param operatorAddresses under which addresses we dial
   * @param namespace of the audit
   * @param dialedEndpoints what the server's host resolved to
   * @param alsoKnownAs what the spec says leads to this server alone
   */
  ClusterSurroundings(
      ClusterIndex index,
      ServiceRoutes routes,
      Set<IpAddress> operatorAddresses,
      String namespace,
      Collection<Endpoint> dialedEndpoints,
      Collection<Endpoint> alsoKnownAs) {
    this.index = index;
    this.routes = routes;
    this.operatorAddresses = Set.copyOf(operatorAddresses);
    this.namespace = namespace;
    this.dialedEndpoints = dialedEndpoints;
    this.alsoKnownAs = alsoKnownAs;
  }

  @Override
  public ServerEndpoints endpointsOf(Server server) {
    Map<Endpoint, Road> all = new HashMap<>();
    Endpoint acceptedAt = server.address();
    if (acceptedAt != null) {
      all.putAll(routes.endpointsOf(acceptedAt, alsoKnownAs).roads());
    }
    // What was dialled and is neither the server's own nor a Service's is rewritten on the way, by
    // a balancer or a virtual address, or is another server of the same name.
    dialedEndpoints.forEach(
        endpoint -> all.putIfAbsent(endpoint, Road.straight(Reach.ONE_OF_SEVERAL)));
    return new ServerEndpoints(all);
  }

  @Override
  public Cluster around(Set<IpAddress> addresses) {
    Cluster cluster = index.viewFor(namespace, addresses).seenFrom(operatorAddresses);
    lastCluster = cluster;
    return cluster;
  }

  /** What the audit was paired by. */
  Cluster lastCluster() {
    Cluster cluster = lastCluster;
    if (cluster == null) {
      throw new IllegalStateException("nobody has looked around yet");
    }
    return cluster;
  }
}
