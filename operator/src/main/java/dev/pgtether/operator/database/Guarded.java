package dev.pgtether.operator.database;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.Replica;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The API server's endpoints, and this replica's address. The API server is told by address and
 * port: in small clusters databases share its node.
 */
final class Guarded implements Predicate<Endpoint> {

  private static final Duration FRESH = Duration.ofMinutes(1);

  private final KubernetesClient client;
  private final Replica replica;
  private final InstantSource clock;
  private Known known = new Known(Set.of(), Instant.MIN);

  Guarded(KubernetesClient client, Replica replica, InstantSource clock) {
    this.client = client;
    this.replica = replica;
    this.clock = clock;
  }

  private record Known(Set<Endpoint> apiServer, Instant until) {}

  @Override
  public boolean test(Endpoint endpoint) {
    return endpoint.address().equals(replica.address()) || apiServer().contains(endpoint);
  }

  private synchronized Set<Endpoint> apiServer() {
    Instant now = clock.instant();
    if (now.isAfter(known.until)) {
      known = new Known(lookUp(), now.plus(FRESH));
    }
    return known.apiServer;
  }

  private Set<Endpoint> lookUp() {
    Set<Endpoint> found = new HashSet<>(known.apiServer);
    URI master = URI.create(client.getConfiguration().getMasterUrl());
    int port = master.getPort() < 0 ? 443 : master.getPort();
    try {
      for (InetAddress address : InetAddress.getAllByName(master.getHost())) {
        found.add(new Endpoint(IpAddress.of(address), port));
      }
    } catch (UnknownHostException unknown) {
      // Then nobody can connect to it by that name either.
    }
    try {
      client
          .discovery()
          .v1()
          .endpointSlices()
          .inNamespace("default")
          .withLabel("kubernetes.io/service-name", "kubernetes")
          .list()
          .getItems()
          .forEach(slice -> add(slice, found));
    } catch (KubernetesClientException noRight) {
      // What the client itself dials stays closed; the rest is behind it.
    }
    return found;
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
