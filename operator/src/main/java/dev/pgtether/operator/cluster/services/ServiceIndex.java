package dev.pgtether.operator.cluster.services;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.cluster.watch.ProcessClocks;
import dev.pgtether.operator.cluster.watch.ResourceSink;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Services, and what stands behind them and has stood. */
public final class ServiceIndex {

  private final Map<String, ServiceRecord> services = new HashMap<>();
  private final Map<IpAddress, Set<String>> byAddress = new HashMap<>();
  private final Map<String, Map<String, EndpointSliceRecord>> slices = new HashMap<>();
  private final Map<String, Map<PortKey, PortHistory>> histories = new HashMap<>();
  private final Map<Endpoint, Set<String>> byEndpoint = new HashMap<>();
  private Instant lastHeard = Instant.EPOCH;

  /** A port of a Service; each family of addresses leads to endpoints of its own. */
  record PortKey(String port, boolean ipv4) {}

  /** One way to an endpoint: a port of a Service, and what stands behind it. */
  record ServicePortRoute(ServiceRecord service, ServiceRecord.Port port, PortHistory history) {}

  /** The Services' ports that lead to {@code endpoint}, or did. */
  synchronized List<ServicePortRoute> routesTo(Endpoint endpoint) {
    return routes(
        byEndpoint.getOrDefault(endpoint, Set.of()),
        endpoint.address().isIpv4(),
        way -> way.current().contains(endpoint) || way.former().contains(endpoint));
  }

  /** The Services' ports that {@code endpoint} belongs to. */
  synchronized List<ServicePortRoute> routesFrom(Endpoint endpoint) {
    return routes(
            byAddress.getOrDefault(endpoint.address(), Set.of()),
            endpoint.address().isIpv4(),
            any -> true)
        .stream()
        .filter(servicePortRoute -> servicePortRoute.port().port() == endpoint.port())
        .toList();
  }

  /** The Services' ports that every node leads to under its own addresses. */
  synchronized List<ServicePortRoute> routesFromNodePort(int nodePort, boolean ipv4) {
    return routes(services.keySet(), ipv4, any -> true).stream()
        .filter(servicePortRoute -> servicePortRoute.port().nodePort() == nodePort)
        .toList();
  }

  /** Whether a Service has this address. */
  synchronized boolean isService(IpAddress address) {
    return byAddress.containsKey(address);
  }

  /** The last sign of life of the slower of the two feeds. */
  synchronized Instant lastHeard() {
    return lastHeard;
  }

  private List<ServicePortRoute> routes(
      Set<String> names, boolean ipv4, Predicate<PortHistory> which) {
    return names.stream()
        .sorted()
        .map(services::get)
        .filter(Objects::nonNull)
        .flatMap(service -> service.ports().stream().map(port -> routeOf(service, port, ipv4)))
        .filter(servicePortRoute -> which.test(servicePortRoute.history()))
        .toList();
  }

  private ServicePortRoute routeOf(ServiceRecord service, ServiceRecord.Port port, boolean ipv4) {
    PortHistory history =
        histories
            .getOrDefault(service.fullName(), Map.of())
            .getOrDefault(new PortKey(port.name(), ipv4), PortHistory.EMPTY);
    return new ServicePortRoute(service, port, history);
  }

  /** A further feed of Services. */
  public ResourceSink<ServiceRecord> services() {
    return new ServiceSink();
  }

  /** A further feed of EndpointSlices. */
  public ResourceSink<EndpointSliceRecord> slices() {
    return new SliceSink();
  }

  private final class ServiceSink implements ResourceSink<ServiceRecord> {
    private final Set<String> ownNames = new HashSet<>();

    @Override
    public void listed(Collection<ServiceRecord> all, Instant requestedAt, Instant receivedAt) {
      synchronized (ServiceIndex.this) {
        ownNames.forEach(this::drop);
        ownNames.clear();
        all.forEach(this::put);
      }
    }

    @Override
    public void upserted(ServiceRecord service, Instant at) {
      synchronized (ServiceIndex.this) {
        drop(service.fullName());
        put(service);
      }
    }

    @Override
    public void deleted(ServiceRecord service, Instant at) {
      synchronized (ServiceIndex.this) {
        drop(service.fullName());
        ownNames.remove(service.fullName());
      }
    }

    @Override
    public void caughtUpTo(Instant at) {}

    private void put(ServiceRecord service) {
      ownNames.add(service.fullName());
      services.put(service.fullName(), service);
      for (IpAddress address : service.addresses()) {
        byAddress.computeIfAbsent(address, any -> new LinkedHashSet<>(1)).add(service.fullName());
      }
    }

    private void drop(String name) {
      ServiceRecord old = services.remove(name);
      if (old != null) {
        old.addresses().forEach(address -> unlink(byAddress, address, name));
      }
    }
  }

  private final class SliceSink implements ResourceSink<EndpointSliceRecord> {
    private final Map<String, EndpointSliceRecord> ownSlices = new HashMap<>();
    private Instant lastContact = Instant.EPOCH;

    @Override
    public void listed(
        Collection<EndpointSliceRecord> all, Instant requestedAt, Instant receivedAt) {
      synchronized (ServiceIndex.this) {
        Set<String> touched = new HashSet<>();
        ownSlices.values().forEach(slice -> touched.add(remove(slice)));
        ownSlices.clear();
        all.forEach(slice -> touched.add(put(slice)));
        touched.forEach(service -> updateHistories(service, receivedAt, true));
        caughtUpTo(requestedAt);
      }
    }

    @Override
    public void upserted(EndpointSliceRecord slice, Instant at) {
      synchronized (ServiceIndex.this) {
        EndpointSliceRecord old = ownSlices.get(slice.fullName());
        if (old != null && !old.service().equals(slice.service())) {
          updateHistories(remove(old), at, false);
        }
        updateHistories(put(slice), at, false);
        caughtUpTo(at);
      }
    }

    @Override
    public void deleted(EndpointSliceRecord slice, Instant at) {
      synchronized (ServiceIndex.this) {
        ownSlices.remove(slice.fullName());
        updateHistories(remove(slice), at, false);
        caughtUpTo(at);
      }
    }

    @Override
    public void caughtUpTo(Instant at) {
      synchronized (ServiceIndex.this) {
        lastContact = at.isAfter(lastContact) ? at : lastContact;
        lastHeard = lastContact;
      }
    }

    private String put(EndpointSliceRecord slice) {
      ownSlices.put(slice.fullName(), slice);
      slices.computeIfAbsent(slice.service(), any -> new HashMap<>()).put(slice.name(), slice);
      return slice.service();
    }

    private String remove(EndpointSliceRecord slice) {
      Map<String, EndpointSliceRecord> siblings = slices.get(slice.service());
      if (siblings != null) {
        siblings.remove(slice.name());
      }
      return slice.service();
    }

    private void updateHistories(String service, Instant at, boolean gap) {
      if (service.isEmpty()) {
        return;
      }
      Map<PortKey, PortHistory> before = histories.getOrDefault(service, Map.of());
      Map<PortKey, PortHistory> now =
          PortHistoryUpdate.apply(
              slices.getOrDefault(service, Map.of()).values(),
              services.containsKey(service) ? before : Map.of(),
              ProcessClocks.micros(at),
              gap ? ProcessClocks.micros(lastContact) : Long.MAX_VALUE);
      before.values().forEach(old -> forEachEndpoint(old, end -> unlink(byEndpoint, end, service)));
      now.values()
          .forEach(
              fresh ->
                  forEachEndpoint(
                      fresh,
                      end ->
                          byEndpoint.computeIfAbsent(end, any -> new HashSet<>(1)).add(service)));
      if (now.isEmpty()) {
        histories.remove(service);
      } else {
        histories.put(service, now);
      }
    }
  }

  private static void forEachEndpoint(PortHistory history, Consumer<Endpoint> consumer) {
    history.current().forEach(consumer);
    history.former().forEach(consumer);
  }

  private static <K> void unlink(Map<K, Set<String>> index, K key, String name) {
    index.computeIfPresent(
        key,
        (any, names) -> {
          names.remove(name);
          return names.isEmpty() ? null : names;
        });
  }
}
