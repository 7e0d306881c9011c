package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.operator.cluster.PodLedger.Found;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The cluster as watches of the API server tell it. */
public final class WatchedCluster implements ClusterIndex, ServiceRoads, Pods, AutoCloseable {

  /** About 10 MB, and hours to days of a busy cluster's pods. */
  private static final int TOMBSTONES = 10_000;

  private final TwoClocks clocks;
  private final Owners owners = new Owners();
  private final PodLedger pods = new PodLedger(owners, new Tombstones(TOMBSTONES));
  private final ServiceBook services = new ServiceBook();
  private final Shelf<Node> nodes = new Shelf<>(Node::name);
  private final Tenancy tenancy;
  private final Roads roads = new Roads(services, address -> !pods.liveAt(address).isEmpty());
  private final List<Feed<?, ?>> feeds = new ArrayList<>();

  /**
   * @param client may list and watch pods, ReplicaSets, Jobs, Services, EndpointSlices, nodes and
   *     namespaces
   * @param administrators namespaces whose audits may know of all pods
   */
  public WatchedCluster(KubernetesClient client, Set<String> administrators, TwoClocks clocks) {
    this.clocks = clocks;
    Shelf<Tenancy.Grant> grants = new Shelf<>(Tenancy.Grant::namespace);
    this.tenancy = new Tenancy(administrators, grants);
    Kinds kinds = new Kinds(client, clocks.wall());
    feeds.add(kinds.nodes(nodes));
    feeds.add(kinds.namespaces(grants));
    feeds.add(kinds.replicaSets(owners));
    feeds.add(kinds.jobs(owners));
    feeds.add(kinds.services(services));
    feeds.add(kinds.endpointSlices(services));
    feeds.add(kinds.pods(pods));
  }

  /** Begins to list and watch; returns at once. */
  public void start() {
    feeds.forEach(Feed::start);
  }

  /** Ends all watches. What is known stays known, and grows old. */
  @Override
  public void close() {
    feeds.forEach(Feed::close);
  }

  @Override
  public boolean ready() {
    return feeds.stream().allMatch(Feed::hasListed);
  }

  /** What has not been listed yet, for a person: empty when all is {@link #ready()}. */
  public List<String> missing() {
    return feeds.stream().filter(feed -> !feed.hasListed()).map(Feed::what).toList();
  }

  @Override
  public Cluster viewFor(String auditNamespace, Set<IpAddress> addresses) {
    requireReady();
    Found found = pods.find(addresses, namespace -> tenancy.mayKnow(auditNamespace, namespace));
    return new Cluster(
        found.pods(),
        found.tombstones(),
        nodes.all(),
        found.knownFrom(),
        found.knownUntil(),
        Set.of(),
        clocks.read());
  }

  @Override
  public ServerEndpoints endpointsOf(Endpoint own, Collection<Endpoint> listed) {
    requireReady();
    return roads.to(own, listed, nodes.all(), clocks.wall().instant());
  }

  @Override
  public Set<Endpoint> behind(Endpoint endpoint) {
    requireReady();
    return roads.behind(endpoint);
  }

  @Override
  public @Nullable PodIdentity live(String uid) {
    KnownPod known = pods.live(uid);
    return known == null ? null : identity(known);
  }

  @Override
  public @Nullable String podAt(IpAddress address) {
    List<KnownPod> there = pods.liveAt(address);
    if (there.size() != 1 || there.getFirst().pod().hostNetwork()) {
      return null;
    }
    return there.getFirst().pod().uid();
  }

  @Override
  public Set<String> namespacesWithAgents() {
    return pods.namespacesOf(PodRecord::hasAgent);
  }

  @Override
  public Optional<UnpulledAgent> unpulledAgent(String namespace) {
    return pods.unpulled().in(namespace, clocks.wall().instant());
  }

  @Override
  public void whenGone(Consumer<String> listener) {
    pods.whenGone(listener);
  }

  private static PodIdentity identity(KnownPod known) {
    PodRecord pod = known.pod();
    return new PodIdentity(
        pod.uid(),
        pod.namespace(),
        pod.name(),
        pod.node(),
        Set.copyOf(pod.addresses()),
        pod.hostNetwork(),
        pod.sharesProcesses());
  }

  private void requireReady() {
    if (!ready()) {
      throw new IllegalStateException("the cluster has not been listed yet: " + missing());
    }
  }
}
