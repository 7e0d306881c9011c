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
import dev.pgtether.operator.cluster.ServiceRoads;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known around one server during one audit, as far as that audit's tenant may know it. */
final class Vicinity implements Surroundings {

  private final ClusterIndex index;
  private final ServiceRoads roads;
  private final Set<IpAddress> auditor;
  private final String namespace;
  private final Collection<Endpoint> dialled;
  private final Collection<Endpoint> listed;
  private @Nullable Cluster seen;

  /**
   * @param auditor under which addresses we dial
   * @param namespace of the audit
   * @param dialled what the server's host resolved to
   * @param listed what the spec says leads to this server alone
   */
  Vicinity(
      ClusterIndex index,
      ServiceRoads roads,
      Set<IpAddress> auditor,
      String namespace,
      Collection<Endpoint> dialled,
      Collection<Endpoint> listed) {
    this.index = index;
    this.roads = roads;
    this.auditor = Set.copyOf(auditor);
    this.namespace = namespace;
    this.dialled = dialled;
    this.listed = listed;
  }

  @Override
  public ServerEndpoints endpointsOf(Server server) {
    Map<Endpoint, Road> all = new HashMap<>();
    Endpoint own = server.address();
    if (own != null) {
      all.putAll(roads.endpointsOf(own, listed).roads());
    }
    // What was dialled and is neither the server's own nor a Service's is rewritten on the way, by
    // a balancer or a virtual address, or is another server of the same name.
    dialled.forEach(endpoint -> all.putIfAbsent(endpoint, Road.straight(Reach.ONE_OF_SEVERAL)));
    return new ServerEndpoints(all);
  }

  @Override
  public Cluster around(Set<IpAddress> addresses) {
    Cluster cluster = index.viewFor(namespace, addresses).seenFrom(auditor);
    seen = cluster;
    return cluster;
  }

  /** What the audit was paired by. */
  Cluster seen() {
    Cluster cluster = seen;
    if (cluster == null) {
      throw new IllegalStateException("nobody has looked around yet");
    }
    return cluster;
  }
}
