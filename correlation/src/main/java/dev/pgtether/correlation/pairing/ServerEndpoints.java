package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Endpoint;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The addresses under which clients reach the audited server, as far as they are known beforehand.
 * Where an agent stands on the server's host, the server's own listeners are added to these.
 *
 * @param reaches each endpoint with whether it leads to this server alone
 */
public record ServerEndpoints(Map<Endpoint, Reach> reaches) {

  public ServerEndpoints {
    reaches = Map.copyOf(reaches);
  }

  /** What stands behind an endpoint. */
  public enum Reach {
    /** This server and nobody else. */
    THIS_SERVER,
    /** This server among others: a connection to it does not say which. */
    ONE_OF_SEVERAL
  }

  /** Endpoints that all lead to this server alone. */
  public static ServerEndpoints of(Collection<Endpoint> endpoints) {
    Map<Endpoint, Reach> reaches = new HashMap<>();
    endpoints.forEach(endpoint -> reaches.put(endpoint, Reach.THIS_SERVER));
    return new ServerEndpoints(reaches);
  }

  /** The destination ports to look for. */
  public Set<Integer> ports() {
    Set<Integer> ports = new HashSet<>();
    reaches.keySet().forEach(endpoint -> ports.add(endpoint.port()));
    return ports;
  }
}
