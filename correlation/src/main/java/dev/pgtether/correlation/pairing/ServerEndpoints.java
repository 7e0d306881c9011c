package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Endpoint;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The addresses under which clients reach the audited server, as far as they are known beforehand.
 * Where an agent stands on the server's host, the server's own listeners are added to these.
 *
 * <p>Only such endpoints belong here on whose way a client keeps its address and port. Where they
 * are rewritten (a node's port, most load balancers), a socket does not stand where the server sees
 * the client, and one that seems to may belong to another connection from the same port.
 *
 * @param routes each endpoint with where it leads
 */
public record ServerEndpoints(Map<Endpoint, Route> routes) {

  public ServerEndpoints {
    routes = Map.copyOf(routes);
  }

  /**
   * Where an endpoint leads.
   *
   * @param service the Service that it belongs to, as {@code namespace/name}; null for an address
   *     of the server itself, or one that somebody has listed
   * @param sinceMicros since when it has had this {@code reach}, µs since the epoch on the
   *     operator's clock; {@link Long#MIN_VALUE} for ever. Connections outlive a change of a
   *     Service's endpoints (conntrack), so an older one may lead elsewhere
   */
  public record Route(RouteTarget target, @Nullable String service, long sinceMicros) {

    /** A road that always was, through no Service. */
    public static Route direct(RouteTarget routeTarget) {
      return new Route(routeTarget, null, Long.MIN_VALUE);
    }
  }

  /** What stands behind an endpoint. */
  public enum RouteTarget {
    /** This server and nobody else. */
    THIS_SERVER,
    /** This server among others: a connection to it does not say which. */
    ONE_OF_SEVERAL
  }

  /** Endpoints that all lead to this server alone, and always did. */
  public static ServerEndpoints of(Collection<Endpoint> endpoints) {
    Map<Endpoint, RouteTarget> reaches = new HashMap<>();
    endpoints.forEach(endpoint -> reaches.put(endpoint, RouteTarget.THIS_SERVER));
    return of(reaches);
  }

  /** Endpoints through no Service, each with what has always stood behind it. */
  public static ServerEndpoints of(Map<Endpoint, RouteTarget> reaches) {
    Map<Endpoint, Route> roads = new HashMap<>();
    reaches.forEach((endpoint, routeTarget) -> roads.put(endpoint, Route.direct(routeTarget)));
    return new ServerEndpoints(roads);
  }

  /** Some lead through a Service, which may have led elsewhere or does. */
  public boolean includeServices() {
    return routes.values().stream().anyMatch(route -> route.service() != null);
  }

  /** The destination ports to look for. */
  public Set<Integer> ports() {
    Set<Integer> ports = new HashSet<>();
    routes.keySet().forEach(endpoint -> ports.add(endpoint.port()));
    return ports;
  }
}
