package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
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
final class ServiceBook {

  private final Map<String, ServiceRecord> services = new HashMap<>();
  private final Map<IpAddress, Set<String>> byAddress = new HashMap<>();
  private final Map<String, Map<String, SliceRecord>> slices = new HashMap<>();
  private final Map<String, Map<PortKey, Standing>> standings = new HashMap<>();
  private final Map<Endpoint, Set<String>> byEndpoint = new HashMap<>();
  private Instant lastHeard = Instant.EPOCH;

  /** A port of a Service; each family of addresses leads to endpoints of its own. */
  record PortKey(String port, boolean ipv4) {}

  /** One way to an endpoint: a port of a Service, and what stands behind it. */
  record Way(ServiceRecord service, ServiceRecord.Port port, Standing standing) {}

  /** The Services' ports that lead to {@code endpoint}, or did. */
  synchronized List<Way> waysTo(Endpoint endpoint) {
    return ways(
        byEndpoint.getOrDefault(endpoint, Set.of()),
        endpoint.address().isIpv4(),
        way -> way.now().contains(endpoint) || way.former().contains(endpoint));
  }

  /** The Services' ports that {@code endpoint} belongs to. */
  synchronized List<Way> waysFrom(Endpoint endpoint) {
    return ways(
            byAddress.getOrDefault(endpoint.address(), Set.of()),
            endpoint.address().isIpv4(),
            any -> true)
        .stream()
        .filter(way -> way.port().port() == endpoint.port())
        .toList();
  }

  /** The Services' ports that every node leads to under its own addresses. */
  synchronized List<Way> waysFromNodes(int nodePort, boolean ipv4) {
    return ways(services.keySet(), ipv4, any -> true).stream()
        .filter(way -> way.port().nodePort() == nodePort)
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

  private List<Way> ways(Set<String> names, boolean ipv4, Predicate<Standing> which) {
    return names.stream()
        .sorted()
        .map(services::get)
        .filter(Objects::nonNull)
        .flatMap(service -> service.ports().stream().map(port -> way(service, port, ipv4)))
        .filter(way -> which.test(way.standing()))
        .toList();
  }

  private Way way(ServiceRecord service, ServiceRecord.Port port, boolean ipv4) {
    Standing standing =
        standings
            .getOrDefault(service.fullName(), Map.of())
            .getOrDefault(new PortKey(port.name(), ipv4), Standing.EMPTY);
    return new Way(service, port, standing);
  }

  /** A further feed of Services. */
  Sink<ServiceRecord> services() {
    return new Services();
  }

  /** A further feed of EndpointSlices. */
  Sink<SliceRecord> slices() {
    return new Slices();
  }

  private final class Services implements Sink<ServiceRecord> {
    private final Set<String> mine = new HashSet<>();

    @Override
    public void listed(Collection<ServiceRecord> all, Instant asked, Instant heard) {
      synchronized (ServiceBook.this) {
        mine.forEach(this::drop);
        mine.clear();
        all.forEach(this::put);
      }
    }

    @Override
    public void seen(ServiceRecord service, Instant at) {
      synchronized (ServiceBook.this) {
        drop(service.fullName());
        put(service);
      }
    }

    @Override
    public void gone(ServiceRecord service, Instant at) {
      synchronized (ServiceBook.this) {
        drop(service.fullName());
        mine.remove(service.fullName());
      }
    }

    @Override
    public void alive(Instant at) {}

    private void put(ServiceRecord service) {
      mine.add(service.fullName());
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

  private final class Slices implements Sink<SliceRecord> {
    private final Map<String, SliceRecord> mine = new HashMap<>();
    private Instant heardUntil = Instant.EPOCH;

    @Override
    public void listed(Collection<SliceRecord> all, Instant asked, Instant heard) {
      synchronized (ServiceBook.this) {
        Set<String> touched = new HashSet<>();
        mine.values().forEach(slice -> touched.add(take(slice)));
        mine.clear();
        all.forEach(slice -> touched.add(put(slice)));
        touched.forEach(service -> stand(service, heard, true));
        alive(asked);
      }
    }

    @Override
    public void seen(SliceRecord slice, Instant at) {
      synchronized (ServiceBook.this) {
        SliceRecord old = mine.get(slice.fullName());
        if (old != null && !old.service().equals(slice.service())) {
          stand(take(old), at, false);
        }
        stand(put(slice), at, false);
        alive(at);
      }
    }

    @Override
    public void gone(SliceRecord slice, Instant at) {
      synchronized (ServiceBook.this) {
        mine.remove(slice.fullName());
        stand(take(slice), at, false);
        alive(at);
      }
    }

    @Override
    public void alive(Instant at) {
      synchronized (ServiceBook.this) {
        heardUntil = at.isAfter(heardUntil) ? at : heardUntil;
        lastHeard = heardUntil;
      }
    }

    private String put(SliceRecord slice) {
      mine.put(slice.fullName(), slice);
      slices.computeIfAbsent(slice.service(), any -> new HashMap<>()).put(slice.name(), slice);
      return slice.service();
    }

    private String take(SliceRecord slice) {
      Map<String, SliceRecord> siblings = slices.get(slice.service());
      if (siblings != null) {
        siblings.remove(slice.name());
      }
      return slice.service();
    }

    private void stand(String service, Instant at, boolean gap) {
      if (service.isEmpty()) {
        return;
      }
      Map<PortKey, Standing> before = standings.getOrDefault(service, Map.of());
      Map<PortKey, Standing> now =
          Standings.of(
              slices.getOrDefault(service, Map.of()).values(),
              services.containsKey(service) ? before : Map.of(),
              TwoClocks.micros(at),
              gap ? TwoClocks.micros(heardUntil) : Long.MAX_VALUE);
      before.values().forEach(old -> each(old, end -> unlink(byEndpoint, end, service)));
      now.values()
          .forEach(
              fresh ->
                  each(
                      fresh,
                      end ->
                          byEndpoint.computeIfAbsent(end, any -> new HashSet<>(1)).add(service)));
      if (now.isEmpty()) {
        standings.remove(service);
      } else {
        standings.put(service, now);
      }
    }
  }

  private static void each(Standing standing, Consumer<Endpoint> consumer) {
    standing.now().forEach(consumer);
    standing.former().forEach(consumer);
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
