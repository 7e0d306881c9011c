package dev.pgtether.operator.audit;

import dev.pgtether.audit.Surroundings;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.pairing.ServerEndpoints.Route;
import dev.pgtether.correlation.pairing.ServerEndpoints.RouteTarget;
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
  private @Nullable ClusterSnapshot lastClusterSnapshot;

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
  public ServerEndpoints endpointsOf(ServerInfo serverInfo) {
    Map<Endpoint, Route> all = new HashMap<>();
    Endpoint acceptedAt = serverInfo.address();
    if (acceptedAt != null) {
      all.putAll(routes.endpointsOf(acceptedAt, alsoKnownAs).routes());
    }
    // What was dialled and is neither the server's own nor a Service's is rewritten on the way, by
    // a balancer or a virtual address, or is another server of the same name.
    dialedEndpoints.forEach(
        endpoint -> all.putIfAbsent(endpoint, Route.direct(RouteTarget.ONE_OF_SEVERAL)));
    return new ServerEndpoints(all);
  }

  @Override
  public ClusterSnapshot around(Set<IpAddress> addresses) {
    ClusterSnapshot clusterSnapshot =
        index.viewFor(namespace, addresses).withAuditorAddresses(operatorAddresses);
    lastClusterSnapshot = clusterSnapshot;
    return clusterSnapshot;
  }

  /** What the audit was paired by. */
  ClusterSnapshot lastCluster() {
    ClusterSnapshot clusterSnapshot = lastClusterSnapshot;
    if (clusterSnapshot == null) {
      throw new IllegalStateException("nobody has looked around yet");
    }
    return clusterSnapshot;
  }
}
