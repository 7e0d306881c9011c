package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Node;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.pairing.ServerEndpoints.Reach;
import dev.pgtether.correlation.pairing.ServerEndpoints.Road;
import dev.pgtether.operator.cluster.ServiceBook.Way;
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
final class Roads {

  /** Node ports of more nodes are left out: nobody's pods use them, and each is asked of agents. */
  private static final int MOST_NODE_ADDRESSES = 256;

  /** Without a word for so long, a second server may stand behind any Service. */
  private static final Duration STALE = Duration.ofMinutes(3);

  private final ServiceBook book;
  private final Predicate<IpAddress> isPod;

  /**
   * @param isPod whether a live pod has this address
   */
  Roads(ServiceBook book, Predicate<IpAddress> isPod) {
    this.book = book;
    this.isPod = isPod;
  }

  /** See {@link ServiceRoads#endpointsOf}. */
  ServerEndpoints to(Endpoint own, Collection<Endpoint> listed, List<Node> nodes, Instant now) {
    boolean stale = book.lastHeard().plus(STALE).isBefore(now);
    Map<Endpoint, Road> roads = new HashMap<>();
    for (Way way : book.waysTo(own)) {
      Road road = road(way, own, stale);
      for (IpAddress address : way.service().addresses()) {
        if (address.isIpv4() == own.address().isIpv4()) {
          roads.merge(new Endpoint(address, way.port().port()), road, Roads::worse);
        }
      }
      if (way.port().nodePort() > 0) {
        nodes.stream()
            .flatMap(node -> node.addresses().stream())
            .filter(address -> address.isIpv4() == own.address().isIpv4())
            .limit(MOST_NODE_ADDRESSES)
            .map(address -> new Endpoint(address, way.port().nodePort()))
            .forEach(endpoint -> roads.merge(endpoint, road, Roads::worse));
      }
    }
    roads.put(own, Road.straight(Reach.THIS_SERVER));
    for (Endpoint endpoint : listed) {
      if (!roads.containsKey(endpoint)) {
        unknown(endpoint, own, roads);
      }
    }
    return new ServerEndpoints(roads);
  }

  /** See {@link ServiceRoads#behind}. */
  Set<Endpoint> behind(Endpoint endpoint) {
    // which addresses are nodes' is not asked: a node may have more than it tells
    return Stream.concat(
            book.waysFrom(endpoint).stream(),
            book.waysFromNodes(endpoint.port(), endpoint.address().isIpv4()).stream())
        .flatMap(
            way -> Stream.concat(way.standing().now().stream(), way.standing().former().stream()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A listed endpoint that no Service is known to lead through to the server. */
  private void unknown(Endpoint endpoint, Endpoint own, Map<Endpoint, Road> roads) {
    List<Way> ways = book.waysFrom(endpoint);
    if (!ways.isEmpty()) {
      // It leads elsewhere, or to an address that the server does not know as its own.
      String service = ways.getFirst().service().fullName();
      roads.put(endpoint, new Road(Reach.ONE_OF_SEVERAL, service, Long.MIN_VALUE));
    } else if (!isPod.test(endpoint.address()) || endpoint.address().equals(own.address())) {
      roads.put(endpoint, Road.straight(Reach.THIS_SERVER));
    } // else another pod, as a headless Service's name also gives it: not this server
  }

  private static Road road(Way way, Endpoint own, boolean stale) {
    Standing standing = way.standing();
    boolean alone = own.equals(standing.only()) && !stale;
    return new Road(
        alone ? Reach.THIS_SERVER : Reach.ONE_OF_SEVERAL,
        way.service().fullName(),
        alone ? standing.sinceMicros() : Long.MIN_VALUE);
  }

  private static Road worse(Road one, Road other) {
    if (one.reach() != other.reach()) {
      return one.reach() == Reach.ONE_OF_SEVERAL ? one : other;
    }
    return one.sinceMicros() >= other.sinceMicros() ? one : other;
  }
}
