package dev.pgtether.correlation.query;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds the socket query for the backends of A1. */
public final class SocketQueryBuilder {

  private SocketQueryBuilder() {}

  /**
   * The query for every backend of {@code first} that {@code Correlation} can decide by sockets.
   *
   * @param endpoints where clients reach the server
   * @param pairingMemory what the previous audit found: a proven socket needs less
   */
  public static SocketQuery of(
      ActivitySnapshot first, ServerEndpoints endpoints, PairingMemory pairingMemory) {
    Set<Endpoint> clientEndpoints = new HashSet<>();
    Set<Endpoint> tcpInfoEndpoints = new HashSet<>();
    Set<Endpoint> soleCheckEndpoints = new HashSet<>();
    boolean throughServices = endpoints.includeServices();
    Set<Integer> backendPids = new HashSet<>();
    Map<Endpoint, Backend> byEndpoint = new HashMap<>();
    for (Backend backend : first.backends()) {
      switch (backend.client()) {
        case ClientAddress.UnixSocket() -> backendPids.add(backend.id().pid());
        case ClientAddress.None() -> {}
        case ClientAddress.Tcp(Endpoint endpoint) -> {
          clientEndpoints.add(endpoint);
          boolean proven = pairingMemory.hasProvenSocket(backend.id());
          if (!proven) {
            tcpInfoEndpoints.add(endpoint);
          }
          if (pairingMemory.needsSoleSocket(backend.id())
              || (throughServices && !pairingMemory.hasSocket(backend.id()))) {
            soleCheckEndpoints.add(endpoint);
          }
          if (!proven && !backend.waitsForClient()) {
            backendPids.add(backend.id().pid());
          }
          Backend sharer = byEndpoint.putIfAbsent(endpoint, backend);
          if (sharer != null) {
            backendPids.add(sharer.id().pid());
            backendPids.add(backend.id().pid());
          }
        }
      }
    }
    return new SocketQuery(
        endpoints.ports(),
        clientEndpoints,
        tcpInfoEndpoints,
        soleCheckEndpoints,
        backendPids,
        auditConnection(first.server()));
  }

  private static SocketQuery.@Nullable AuditConnection auditConnection(ServerInfo serverInfo) {
    Endpoint client = serverInfo.auditClient();
    Endpoint address = serverInfo.address();
    return client == null || address == null
        ? null
        : new SocketQuery.AuditConnection(client, address, serverInfo.auditBackend().pid());
  }
}
