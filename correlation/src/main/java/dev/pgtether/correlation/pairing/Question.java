package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.Server;
import dev.pgtether.correlation.fact.SocketQuery;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What to ask the agents once A1 is known: the sockets of its backends, and nothing else. */
public final class Question {

  private Question() {}

  /**
   * The query that lets {@link Correlation} decide every backend of {@code first} that can be
   * decided.
   */
  public static SocketQuery of(ActivitySnapshot first, ServerEndpoints endpoints, Memory memory) {
    Set<Endpoint> wanted = new HashSet<>();
    Set<Endpoint> examined = new HashSet<>();
    Set<Endpoint> contested = new HashSet<>();
    boolean services = endpoints.areOfServices();
    Set<Integer> backends = new HashSet<>();
    Map<Endpoint, Backend> byEndpoint = new HashMap<>();
    for (Backend backend : first.backends()) {
      switch (backend.client()) {
        case ClientAddress.UnixSocket() -> backends.add(backend.id().pid());
        case ClientAddress.None() -> {}
        case ClientAddress.Tcp(Endpoint endpoint) -> {
          wanted.add(endpoint);
          boolean proven = memory.hasProven(backend.id());
          if (!proven) {
            examined.add(endpoint);
          }
          if (memory.isContested(backend.id()) || (services && !memory.hasSocket(backend.id()))) {
            contested.add(endpoint);
          }
          if (!proven && !backend.waitsForClient()) {
            backends.add(backend.id().pid());
          }
          Backend twin = byEndpoint.putIfAbsent(endpoint, backend);
          if (twin != null) {
            backends.add(twin.id().pid());
            backends.add(backend.id().pid());
          }
        }
      }
    }
    return new SocketQuery(
        endpoints.ports(), wanted, examined, contested, backends, ownConnection(first.server()));
  }

  private static SocketQuery.@Nullable OwnConnection ownConnection(Server server) {
    Endpoint client = server.ownClient();
    Endpoint address = server.address();
    return client == null || address == null
        ? null
        : new SocketQuery.OwnConnection(client, address, server.ownBackend().pid());
  }
}
