package dev.pgtether.audit;

import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.Server;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.pairing.ServerEndpoints.Reach;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Under which addresses a user knows the server.
 *
 * @param resolved every address that the server's host name resolves to; several may be several
 *     servers
 * @param port the port that was dialled, 1 to 65535
 * @param alsoKnownAs further endpoints that the user says lead to this server alone
 */
public record ServerNames(List<IpAddress> resolved, int port, List<Endpoint> alsoKnownAs)
    implements Surroundings {

  public ServerNames {
    resolved = List.copyOf(resolved);
    alsoKnownAs = List.copyOf(alsoKnownAs);
  }

  /** These, and where {@code server} itself accepted the audit's connection. */
  @Override
  public ServerEndpoints endpointsOf(Server server) {
    Map<Endpoint, Reach> reaches = new HashMap<>();
    // An address that the server did not accept under is rewritten on the way (a virtual IP, a
    // balancer, a published port): who else stands behind it, only the user can say.
    resolved.forEach(address -> reaches.put(new Endpoint(address, port), Reach.ONE_OF_SEVERAL));
    alsoKnownAs.forEach(endpoint -> reaches.put(endpoint, Reach.THIS_SERVER));
    Endpoint accepted = server.address();
    if (accepted != null) {
      reaches.put(accepted, Reach.THIS_SERVER);
    }
    return ServerEndpoints.of(reaches);
  }

  /** Who knows a server by its names alone knows of no cluster. */
  @Override
  public @Nullable Cluster around(Set<IpAddress> addresses) {
    return null;
  }
}
