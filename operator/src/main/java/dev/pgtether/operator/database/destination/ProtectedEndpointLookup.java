package dev.pgtether.operator.database.destination;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.leader.Replica;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks up where the API server and the operator itself listen. Live, not from the index: that one
 * may be told to watch other namespaces only.
 */
public final class ProtectedEndpointLookup {

  /** The chart's selector; a database may stand in the same namespace. */
  private static final String NAME_LABEL = "app.kubernetes.io/name";

  private static final String OPERATOR_NAME = "pgtether";

  private final KubernetesClient client;
  private final Replica replica;

  public ProtectedEndpointLookup(KubernetesClient client, Replica replica) {
    this.client = client;
    this.replica = replica;
  }

  /**
   * @param endpoints of the API server, by address and port: in small clusters databases share its
   *     node
   * @param addresses of the operator's pods and Services, whatever the port
   */
  public record ProtectedAddresses(Set<Endpoint> endpoints, Set<IpAddress> addresses) {
    public ProtectedAddresses {
      endpoints = Set.copyOf(endpoints);
      addresses = Set.copyOf(addresses);
    }

    boolean contains(Endpoint endpoint) {
      return addresses.contains(endpoint.address()) || endpoints.contains(endpoint);
    }
  }

  /**
   * Asks the resolver and the API server. Blocks.
   *
   * @throws RuntimeException when one of them does not answer
   */
  public ProtectedAddresses lookup() {
    Set<Endpoint> endpoints = new HashSet<>(apiServerEndpoints());
    client
        .discovery()
        .v1()
        .endpointSlices()
        .inNamespace("default")
        .withLabel("kubernetes.io/service-name", "kubernetes")
        .list()
        .getItems()
        .forEach(slice -> add(slice, endpoints));
    // All of this pod's come with the pods below; where it may dial from may be a host's, with
    // databases on it, when it runs in none.
    Set<IpAddress> addresses = new HashSet<>(Set.of(replica.address()));
    client
        .pods()
        .inNamespace(replica.namespace())
        .withLabel(NAME_LABEL, OPERATOR_NAME)
        .list()
        .getItems()
        .stream()
        .flatMap(pod -> addressesOf(pod).stream())
        .forEach(text -> addresses.add(IpAddress.parse(text)));
    client
        .services()
        .inNamespace(replica.namespace())
        .withLabel(NAME_LABEL, OPERATOR_NAME)
        .list()
        .getItems()
        .stream()
        .flatMap(service -> addressesOf(service).stream())
        .forEach(text -> addresses.add(IpAddress.parse(text)));
    return new ProtectedAddresses(endpoints, addresses);
  }

  private Set<Endpoint> apiServerEndpoints() {
    URI master = URI.create(client.getConfiguration().getMasterUrl());
    int port = master.getPort() < 0 ? 443 : master.getPort();
    Set<Endpoint> found = new HashSet<>();
    try {
      for (InetAddress address : InetAddress.getAllByName(master.getHost())) {
        found.add(new Endpoint(IpAddress.of(address), port));
      }
    } catch (UnknownHostException unknown) {
      throw new UncheckedIOException("the API server's own name has no address", unknown);
    }
    return found;
  }

  /** A pod that is over still shows its address, which may be another's by now. */
  private static List<String> addressesOf(Pod pod) {
    return pod.getStatus() == null
            || "Succeeded".equals(pod.getStatus().getPhase())
            || "Failed".equals(pod.getStatus().getPhase())
            || Boolean.TRUE.equals(pod.getSpec().getHostNetwork())
        ? List.of()
        : pod.getStatus().getPodIPs().stream().map(PodIP::getIp).toList();
  }

  private static List<String> addressesOf(Service service) {
    List<String> all = new ArrayList<>(service.getSpec().getClusterIPs());
    all.removeIf(address -> address.isEmpty() || address.equals("None")); // headless
    all.addAll(service.getSpec().getExternalIPs());
    return all;
  }

  private static void add(EndpointSlice slice, Set<Endpoint> found) {
    slice
        .getEndpoints()
        .forEach(
            endpoint ->
                endpoint
                    .getAddresses()
                    .forEach(
                        address ->
                            slice
                                .getPorts()
                                .forEach(port -> found.add(Endpoint.of(address, port.getPort())))));
  }
}
