package dev.pgtether.operator.cluster.services;

import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.cluster.watch.ApiTextParser;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a Service.
 *
 * @param addresses its own: cluster IPs, external IPs, a load balancer's. None of a headless one,
 *     whose clients see the endpoints themselves, and none of an ExternalName, which is only a name
 * @param ports those of TCP
 */
public record ServiceRecord(
    String namespace, String name, Set<IpAddress> addresses, List<Port> ports) {

  public ServiceRecord {
    addresses = Set.copyOf(addresses);
    ports = List.copyOf(ports);
  }

  /**
   * @param name as EndpointSlices call it; empty for the only one
   * @param nodePort on every node's addresses; 0 for none
   */
  record Port(String name, int port, int nodePort) {}

  /** {@code shop/orders-db}. */
  String fullName() {
    return namespace + "/" + name;
  }

  public static ServiceRecord of(Service service) {
    ServiceSpec spec = Objects.requireNonNullElseGet(service.getSpec(), ServiceSpec::new);
    Set<IpAddress> addresses = new LinkedHashSet<>();
    if (!"ExternalName".equals(spec.getType())) {
      ApiTextParser.addAddress(spec.getClusterIP(), addresses);
      spec.getClusterIPs().forEach(text -> ApiTextParser.addAddress(text, addresses));
      spec.getExternalIPs().forEach(text -> ApiTextParser.addAddress(text, addresses));
      if (service.getStatus() != null && service.getStatus().getLoadBalancer() != null) {
        for (LoadBalancerIngress ingress : service.getStatus().getLoadBalancer().getIngress()) {
          ApiTextParser.addAddress(ingress.getIp(), addresses);
        }
      }
    }
    List<Port> ports = new ArrayList<>(1);
    for (ServicePort port : spec.getPorts()) {
      if (port.getPort() != null && isTcp(port.getProtocol())) {
        ports.add(
            new Port(
                Objects.requireNonNullElse(port.getName(), ""),
                port.getPort(),
                Objects.requireNonNullElse(port.getNodePort(), 0)));
      }
    }
    return new ServiceRecord(
        service.getMetadata().getNamespace(), service.getMetadata().getName(), addresses, ports);
  }

  /** The API's default is TCP. */
  static boolean isTcp(@Nullable String protocol) {
    return protocol == null || protocol.equals("TCP");
  }
}
