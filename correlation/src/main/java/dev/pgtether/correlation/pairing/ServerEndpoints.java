package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Endpoint;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints under which clients reach the audited server, as far as they are known before the
 * audit. Where an agent is on the server's host, the server's own listeners count too.
 *
 * <p>It must hold only endpoints whose connections keep the client's address and port. Where these
 * are rewritten (a NodePort, most load balancers), the server sees an endpoint at which the client
 * has no socket; a socket that is there by chance belongs to another connection.
 *
 * @param routes where each endpoint leads
 */
public record ServerEndpoints(Map<Endpoint, Route> routes) {

  public ServerEndpoints {
    routes = Map.copyOf(routes);
  }

  /**
   * Where an endpoint leads.
   *
   * @param service the Service of the endpoint, as {@code namespace/name}; null for an address of
   *     the server itself, and for one that a user has listed
   * @param sinceMicros since when it has had this {@code target}, in µs since the epoch on the
   *     operator's clock; {@link Long#MIN_VALUE} when it always had. Connections outlive a change
   *     of a Service's endpoints (conntrack), so an older connection may lead elsewhere
   */
  public record Route(RouteTarget target, @Nullable String service, long sinceMicros) {

    /** A route without a Service that has always led to {@code target}. */
    public static Route direct(RouteTarget target) {
      return new Route(target, null, Long.MIN_VALUE);
    }
  }

  /** What an endpoint leads to. */
  public enum RouteTarget {
    /** This server only. */
    THIS_SERVER,
    /** One of several servers, this one included: the address does not show which. */
    ONE_OF_SEVERAL
  }

  /** Endpoints that have always led to this server only. */
  public static ServerEndpoints of(Collection<Endpoint> endpoints) {
    Map<Endpoint, RouteTarget> targets = new HashMap<>();
    endpoints.forEach(endpoint -> targets.put(endpoint, RouteTarget.THIS_SERVER));
    return of(targets);
  }

  /** Endpoints without a Service, each with its target, which has always been the same. */
  public static ServerEndpoints of(Map<Endpoint, RouteTarget> targets) {
    Map<Endpoint, Route> routes = new HashMap<>();
    targets.forEach((endpoint, target) -> routes.put(endpoint, Route.direct(target)));
    return new ServerEndpoints(routes);
  }

  /** Some endpoints belong to a Service, whose target can change. */
  public boolean includeServices() {
    return routes.values().stream().anyMatch(route -> route.service() != null);
  }

  /** The destination ports that agents look for. */
  public Set<Integer> ports() {
    Set<Integer> ports = new HashSet<>();
    routes.keySet().forEach(endpoint -> ports.add(endpoint.port()));
    return ports;
  }
}
