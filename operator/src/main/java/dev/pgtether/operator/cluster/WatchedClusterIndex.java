package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.operator.cluster.pods.NamespaceVisibility;
import dev.pgtether.operator.cluster.pods.PodAddressHistory;
import dev.pgtether.operator.cluster.pods.PodDirectory;
import dev.pgtether.operator.cluster.pods.PodIndex;
import dev.pgtether.operator.cluster.pods.PodIndex.AddressLookup;
import dev.pgtether.operator.cluster.pods.PodRecord;
import dev.pgtether.operator.cluster.pods.TombstoneStore;
import dev.pgtether.operator.cluster.pods.WorkloadResolver;
import dev.pgtether.operator.cluster.services.ServerRouteResolver;
import dev.pgtether.operator.cluster.services.ServiceIndex;
import dev.pgtether.operator.cluster.services.ServiceRoutes;
import dev.pgtether.operator.cluster.watch.ProcessClocks;
import dev.pgtether.operator.cluster.watch.Reflector;
import dev.pgtether.operator.cluster.watch.ResourceStore;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The cluster as watches of the API server tell it. */
public final class WatchedClusterIndex
    implements ClusterIndex, ServiceRoutes, PodDirectory, AutoCloseable {

  /** About 10 MB, and hours to days of a busy cluster's pods. */
  private static final int MAX_TOMBSTONES = 10_000;

  private final ProcessClocks clocks;
  private final WorkloadResolver workloadResolver = new WorkloadResolver();
  private final PodIndex pods = new PodIndex(workloadResolver, new TombstoneStore(MAX_TOMBSTONES));
  private final ServiceIndex services = new ServiceIndex();
  private final ResourceStore<Node> nodes = new ResourceStore<>(Node::name);
  private final NamespaceVisibility visibility;
  private final ServerRouteResolver routeResolver =
      new ServerRouteResolver(services, address -> !pods.liveAt(address).isEmpty());
  private final List<Reflector<?, ?>> reflectors = new ArrayList<>();

  /**
   * @param client may list and watch pods, ReplicaSets, Jobs, Services, EndpointSlices, nodes and
   *     namespaces
   * @param administrators namespaces whose audits may know of all pods
   */
  public WatchedClusterIndex(
      KubernetesClient client, Set<String> administrators, ProcessClocks clocks) {
    this.clocks = clocks;
    ResourceStore<NamespaceVisibility.VisibilityGrant> grants =
        new ResourceStore<>(NamespaceVisibility.VisibilityGrant::namespace);
    this.visibility = new NamespaceVisibility(administrators, grants);
    ReflectorFactory reflectorFactory = new ReflectorFactory(client, clocks.wall());
    reflectors.add(reflectorFactory.nodes(nodes));
    reflectors.add(reflectorFactory.namespaces(grants));
    reflectors.add(reflectorFactory.replicaSets(workloadResolver));
    reflectors.add(reflectorFactory.jobs(workloadResolver));
    reflectors.add(reflectorFactory.services(services));
    reflectors.add(reflectorFactory.endpointSlices(services));
    reflectors.add(reflectorFactory.pods(pods));
  }

  /** Begins to list and watch; returns at once. */
  public void start() {
    reflectors.forEach(Reflector::start);
  }

  /** Ends all watches. What is known stays known, and grows old. */
  @Override
  public void close() {
    reflectors.forEach(Reflector::close);
  }

  @Override
  public boolean ready() {
    return reflectors.stream().allMatch(Reflector::hasListed);
  }

  /** What has not been listed yet, for a person: empty when all is {@link #ready()}. */
  public List<String> unlistedKinds() {
    return reflectors.stream()
        .filter(reflector -> !reflector.hasListed())
        .map(Reflector::description)
        .toList();
  }

  @Override
  public ClusterSnapshot viewFor(String auditNamespace, Set<IpAddress> addresses) {
    requireReady();
    AddressLookup addressLookup =
        pods.lookup(addresses, namespace -> visibility.canSee(auditNamespace, namespace));
    return new ClusterSnapshot(
        addressLookup.pods(),
        addressLookup.tombstones(),
        nodes.all(),
        addressLookup.knownFrom(),
        addressLookup.knownUntil(),
        Set.of(),
        clocks.read());
  }

  @Override
  public ServerEndpoints endpointsOf(Endpoint own, Collection<Endpoint> listed) {
    requireReady();
    return routeResolver.routesTo(own, listed, nodes.all(), clocks.wall().instant());
  }

  @Override
  public Set<Endpoint> endpointsBehind(Endpoint endpoint) {
    requireReady();
    return routeResolver.endpointsBehind(endpoint);
  }

  @Override
  public @Nullable PodIdentity livePod(String uid) {
    PodAddressHistory known = pods.livePod(uid);
    return known == null ? null : identity(known);
  }

  @Override
  public @Nullable String podUidAt(IpAddress address) {
    List<PodAddressHistory> there = pods.liveAt(address);
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
  public Optional<AgentImagePullFailure> agentImagePullFailure(String namespace) {
    return pods.imagePullFailures().inNamespace(namespace, clocks.wall().instant());
  }

  @Override
  public void onPodEnded(Consumer<String> listener) {
    pods.onPodEnded(listener);
  }

  private static PodIdentity identity(PodAddressHistory known) {
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
      throw new IllegalStateException("the cluster has not been listed yet: " + unlistedKinds());
    }
  }
}
