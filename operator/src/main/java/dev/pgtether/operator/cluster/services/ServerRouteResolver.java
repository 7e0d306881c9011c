package dev.pgtether.operator.cluster.services;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.pairing.ServerEndpoints.Route;
import dev.pgtether.correlation.pairing.ServerEndpoints.RouteTarget;
import dev.pgtether.operator.cluster.services.ServiceIndex.ServicePortRoute;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From Services to the roads that lead to one server. */
public final class ServerRouteResolver {

  /** Node ports of more nodes are left out: nobody's pods use them, and each is asked of agents. */
  private static final int MAX_NODE_ADDRESSES = 256;

  /** Without a word for so long, a second server may stand behind any Service. */
  private static final Duration STALE_AFTER = Duration.ofMinutes(3);

  private final ServiceIndex serviceIndex;
  private final Predicate<IpAddress> isPod;

  /**
   * @param isPod whether a live pod has this address
   */
  public ServerRouteResolver(ServiceIndex serviceIndex, Predicate<IpAddress> isPod) {
    this.serviceIndex = serviceIndex;
    this.isPod = isPod;
  }

  /** See {@link ServiceRoutes#endpointsOf}. */
  public ServerEndpoints routesTo(
      Endpoint own, Collection<Endpoint> listed, List<Node> nodes, Instant now) {
    boolean stale = serviceIndex.lastHeard().plus(STALE_AFTER).isBefore(now);
    Map<Endpoint, Route> routes = new HashMap<>();
    for (ServicePortRoute portRoute : serviceIndex.routesTo(own)) {
      Route route = routeOf(portRoute, own, stale);
      for (IpAddress address : portRoute.service().addresses()) {
        if (address.isIpv4() == own.address().isIpv4()) {
          routes.merge(
              new Endpoint(address, portRoute.port().port()),
              route,
              ServerRouteResolver::lessCertain);
        }
      }
      if (portRoute.port().nodePort() > 0) {
        nodes.stream()
            .flatMap(node -> node.addresses().stream())
            .filter(address -> address.isIpv4() == own.address().isIpv4())
            .limit(MAX_NODE_ADDRESSES)
            .map(address -> new Endpoint(address, portRoute.port().nodePort()))
            .forEach(endpoint -> routes.merge(endpoint, route, ServerRouteResolver::lessCertain));
      }
    }
    routes.put(own, Route.direct(RouteTarget.THIS_SERVER));
    for (Endpoint endpoint : listed) {
      if (!routes.containsKey(endpoint)) {
        addListed(endpoint, own, routes);
      }
    }
    return new ServerEndpoints(routes);
  }

  /** See {@link ServiceRoutes#endpointsBehind}. */
  public Set<Endpoint> endpointsBehind(Endpoint endpoint) {
    // which addresses are nodes' is not asked: a node may have more than it tells
    return Stream.concat(
            serviceIndex.routesFrom(endpoint).stream(),
            serviceIndex.routesFromNodePort(endpoint.port(), endpoint.address().isIpv4()).stream())
        .flatMap(
            portRoute ->
                Stream.concat(
                    portRoute.history().current().stream(), portRoute.history().former().stream()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A listed endpoint that no Service is known to lead through to the server. */
  private void addListed(Endpoint endpoint, Endpoint own, Map<Endpoint, Route> routes) {
    List<ServicePortRoute> portRoutes = serviceIndex.routesFrom(endpoint);
    if (!portRoutes.isEmpty()) {
      // It leads elsewhere, or to an address that the server does not know as its own.
      String service = portRoutes.getFirst().service().fullName();
      routes.put(endpoint, new Route(RouteTarget.ONE_OF_SEVERAL, service, Long.MIN_VALUE));
    } else if (!isPod.test(endpoint.address()) || endpoint.address().equals(own.address())) {
      routes.put(endpoint, Route.direct(RouteTarget.THIS_SERVER));
    } // else another pod, as a headless Service's name also gives it: not this server
  }

  private static Route routeOf(ServicePortRoute portRoute, Endpoint own, boolean stale) {
    PortHistory portHistory = portRoute.history();
    boolean alone = own.equals(portHistory.soleEndpoint()) && !stale;
    return new Route(
        alone ? RouteTarget.THIS_SERVER : RouteTarget.ONE_OF_SEVERAL,
        portRoute.service().fullName(),
        alone ? portHistory.sinceMicros() : Long.MIN_VALUE);
  }

  private static Route lessCertain(Route one, Route other) {
    if (one.target() != other.target()) {
      return one.target() == RouteTarget.ONE_OF_SEVERAL ? one : other;
    }
    return one.sinceMicros() >= other.sinceMicros() ? one : other;
  }
}
