package dev.pgtether.operator.cluster.services;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.cluster.watch.ApiTextParser;
import dev.pgtether.operator.cluster.watch.ProcessClocks;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an EndpointSlice.
 *
 * @param service {@code namespace/name} of the Service that it belongs to; empty for none
 * @param ready by name of the port: where its connections go
 * @param terminating where they go as long as nobody is ready: serving, while terminating
 *     (kube-proxy, KEP-1669)
 * @param changed when it was last written, by the API server's clock; null when nobody says
 */
public record EndpointSliceRecord(
    String namespace,
    String name,
    String service,
    Map<String, Set<Endpoint>> ready,
    Map<String, Set<Endpoint>> terminating,
    @Nullable Instant changed) {

  private static final String SERVICE = "kubernetes.io/service-name";

  public EndpointSliceRecord {
    ready = Map.copyOf(ready);
    terminating = Map.copyOf(terminating);
  }

  String fullName() {
    return namespace + "/" + name;
  }

  public static EndpointSliceRecord of(EndpointSlice slice) {
    ObjectMeta meta = slice.getMetadata();
    String service = meta.getLabels() == null ? null : meta.getLabels().get(SERVICE);
    List<IpAddress> ready = new ArrayList<>(2);
    List<IpAddress> terminating = new ArrayList<>(0);
    for (var endpoint : orEmpty(slice.getEndpoints())) {
      EndpointConditions conditions =
          Objects.requireNonNullElseGet(endpoint.getConditions(), EndpointConditions::new);
      if (!Boolean.FALSE.equals(conditions.getReady())) { // "nil should be interpreted as true"
        endpoint.getAddresses().forEach(text -> ApiTextParser.addAddress(text, ready));
      } else if (Boolean.TRUE.equals(conditions.getServing())) {
        endpoint.getAddresses().forEach(text -> ApiTextParser.addAddress(text, terminating));
      }
    }
    return new EndpointSliceRecord(
        meta.getNamespace(),
        meta.getName(),
        service == null ? "" : meta.getNamespace() + "/" + service,
        byPort(slice, ready),
        byPort(slice, terminating),
        lastWritten(meta));
  }

  private static Map<String, Set<Endpoint>> byPort(EndpointSlice slice, List<IpAddress> addresses) {
    Map<String, Set<Endpoint>> byPort = HashMap.newHashMap(1);
    for (EndpointPort port : orEmpty(slice.getPorts())) {
      if (port.getPort() != null && ServiceRecord.isTcp(port.getProtocol())) {
        Set<Endpoint> there = HashSet.newHashSet(addresses.size());
        addresses.forEach(address -> there.add(new Endpoint(address, port.getPort())));
        byPort.put(Objects.requireNonNullElse(port.getName(), ""), Set.copyOf(there));
      }
    }
    return byPort;
  }

  /** The slice of a Service whose pods are all gone has null for both its lists. */
  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return Objects.requireNonNullElse(list, List.of());
  }

  /** Whoever writes an object leaves the time in its managed fields. */
  private static @Nullable Instant lastWritten(ObjectMeta meta) {
    Instant last = ApiTextParser.parseTime(meta.getCreationTimestamp());
    for (ManagedFieldsEntry entry : meta.getManagedFields()) {
      last = ProcessClocks.later(last, ApiTextParser.parseTime(entry.getTime()));
    }
    return meta.getManagedFields().isEmpty() ? null : last;
  }
}
