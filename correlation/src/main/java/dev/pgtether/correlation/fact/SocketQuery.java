package dev.pgtether.correlation.fact;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one agent is asked for in one scan. It looks for nothing else.
 *
 * @param ports destination ports under which clients reach the server: its own, those of Services,
 *     and listed ones
 * @param clientEndpoints the client endpoints of the backends
 * @param tcpInfoEndpoints those of {@code clientEndpoints} whose sockets are reported with {@link
 *     TcpInfo}
 * @param soleCheckEndpoints those of {@code clientEndpoints} at which every socket counts, whatever
 *     its peer ({@link ClientSocket#soleAtEndpoint})
 * @param backendPids pids, as the server numbers them, of the backends whose own processes are
 *     read: backends with Unix-domain clients, and backends that may outlive their client
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

  /** A query without checks for sole sockets. */
  public SocketQuery(
      Set<Integer> ports,
      Set<Endpoint> clientEndpoints,
      Set<Endpoint> tcpInfoEndpoints,
      Set<Integer> backendPids,
      @Nullable AuditConnection auditConnection) {
    this(ports, clientEndpoints, tcpInfoEndpoints, Set.of(), backendPids, auditConnection);
  }

  /**
   * The audit's own connection as the server sees it.
   *
   * @param client the endpoint of the audit
   * @param server the endpoint at which the server accepted it
   * @param backendPid the pid of the backend that serves it
   */
  public record AuditConnection(Endpoint client, Endpoint server, int backendPid) {}
}
