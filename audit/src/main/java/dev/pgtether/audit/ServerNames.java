package dev.pgtether.audit;

import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.pairing.ServerEndpoints.RouteTarget;
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
  public ServerEndpoints endpointsOf(ServerInfo serverInfo) {
    Map<Endpoint, RouteTarget> reaches = new HashMap<>();
    // An address that the server did not accept under is rewritten on the way (a virtual IP, a
    // balancer, a published port): who else stands behind it, only the user can say.
    resolved.forEach(
        address -> reaches.put(new Endpoint(address, port), RouteTarget.ONE_OF_SEVERAL));
    alsoKnownAs.forEach(endpoint -> reaches.put(endpoint, RouteTarget.THIS_SERVER));
    Endpoint accepted = serverInfo.address();
    if (accepted != null) {
      reaches.put(accepted, RouteTarget.THIS_SERVER);
    }
    return ServerEndpoints.of(reaches);
  }

  /** Who knows a server by its names alone knows of no cluster. */
  @Override
  public @Nullable ClusterSnapshot around(Set<IpAddress> addresses) {
    return null;
  }
}
