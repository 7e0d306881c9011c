package dev.pgtether.correlation.fact;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an audit wants to know from an agent: nothing else is looked for.
 *
 * @param ports destination ports under which clients reach the server (its own, a Service's, listed
 *     ones)
 * @param clientEndpoints client endpoints of the backends
 * @param tcpInfoEndpoints those of {@code wanted} whose {@link TcpInfo} matters
 * @param soleCheckEndpoints those of {@code wanted} at which every socket matters, whatever it is
 *     connected to ({@link ClientSocket#soleAtEndpoint})
 * @param backendPids pids, as the server numbers them, whose own processes matter: Unix-domain
 *     clients, and backends that may outlive their client
 * @param auditConnection the audit's own connection, by which an agent on the server's host
 *     recognises the server; null over a Unix socket
 */
public record SocketQuery(
    Set<Integer> ports,
    Set<Endpoint> clientEndpoints,
    Set<Endpoint> tcpInfoEndpoints,
    Set<Endpoint> soleCheckEndpoints,
    Set<Integer> backendPids,
    @Nullable AuditConnection auditConnection) {

  public SocketQuery {
    ports = Set.copyOf(ports);
    clientEndpoints = Set.copyOf(clientEndpoints);
    tcpInfoEndpoints = Set.copyOf(tcpInfoEndpoints);
    soleCheckEndpoints = Set.copyOf(soleCheckEndpoints);
    backendPids = Set.copyOf(backendPids);
  }

  /** A query in which nothing is contested. */
  public SocketQuery(
      Set<Integer> ports,
      Set<Endpoint> wanted,
      Set<Endpoint> examined,
      Set<Integer> backends,
      @Nullable AuditConnection own) {
    this(ports, wanted, examined, Set.of(), backends, own);
  }

  /**
   * The audit's own connection as the server sees it.
   *
   * @param client the audit's end
   * @param server where the server accepted it
   * @param backendPid the backend that serves it
   */
  public record AuditConnection(Endpoint client, Endpoint server, int backendPid) {}
}
