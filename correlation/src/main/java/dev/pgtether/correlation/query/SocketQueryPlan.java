package dev.pgtether.correlation.query;

import dev.pgtether.correlation.address.ClusterAddressIndex;
import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.socket.SocketIndex;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What to ask whom, once A1 is known.
 *
 * @param localQuery what to ask the collector in this process; null when it is not to be asked
 * @param byPodUid what to ask the sidecars, by the uids of their pods: each for the sockets of its
 *     own pod and nothing else
 */
public record SocketQueryPlan(@Nullable SocketQuery localQuery, Map<String, SocketQuery> byPodUid) {

  /** Of one pod; the others have their turn later. A question has to fit into one message. */
  private static final int MAX_SOLE_CHECKS_PER_POD = 2_000;

  public SocketQueryPlan {
    byPodUid = Map.copyOf(byPodUid);
  }

  /**
   * The questions that let {@code Correlation} decide every backend of {@code first} that can be
   * decided. Only pods are asked that have a client's address, that the audit may know of, and that
   * have an agent; nobody else is woken.
   *
   * @param clusterSnapshot as it is after A1; null without one, which asks the collector in this
   *     process
   */
  public static SocketQueryPlan of(
      ActivitySnapshot first,
      ServerEndpoints endpoints,
      PairingMemory pairingMemory,
      @Nullable ClusterSnapshot clusterSnapshot) {
    SocketQuery fullQuery = SocketQueryBuilder.of(first, endpoints, pairingMemory);
    return clusterSnapshot == null
        ? new SocketQueryPlan(fullQuery, Map.of())
        : new SocketQueryPlan(
            null, byPodUid(fullQuery, new ClusterAddressIndex(clusterSnapshot, first.server())));
  }

  private static Map<String, SocketQuery> byPodUid(
      SocketQuery fullQuery, ClusterAddressIndex addressIndex) {
    SocketQuery.AuditConnection auditConnection = fullQuery.auditConnection();
    Pod server =
        auditConnection == null ? null : addressIndex.onlyPodAt(auditConnection.server().address());
    Map<String, Set<Endpoint>> endpointsByPodUid = new HashMap<>();
    for (Endpoint client : fullQuery.clientEndpoints()) {
      if (!SocketIndex.isHostLocal(client.address())) {
        addressIndex
            .podsAt(client.address())
            .live()
            .forEach(pod -> addEndpoint(endpointsByPodUid, pod, client));
      } else if (server != null) {
        addEndpoint(endpointsByPodUid, server, client);
      }
    }
    if (server != null && isQueryable(server) && !fullQuery.backendPids().isEmpty()) {
      endpointsByPodUid.computeIfAbsent(server.uid(), uid -> new HashSet<>());
    }
    Map<String, SocketQuery> queries = new HashMap<>();
    endpointsByPodUid.forEach(
        (uid, clientEndpoints) ->
            queries.put(
                uid,
                queryForPod(
                    fullQuery, clientEndpoints, server != null && uid.equals(server.uid()))));
    return queries;
  }

  private static void addEndpoint(
      Map<String, Set<Endpoint>> endpointsByPodUid, Pod pod, Endpoint client) {
    if (isQueryable(pod)) {
      endpointsByPodUid.computeIfAbsent(pod.uid(), uid -> new HashSet<>()).add(client);
    }
  }

  private static boolean isQueryable(Pod pod) {
    return pod.hasAgent() && pod.visible();
  }

  /** What {@code whole} asks about {@code clients}, and about the server where it is. */
  private static SocketQuery queryForPod(
      SocketQuery fullQuery, Set<Endpoint> clientEndpoints, boolean server) {
    Set<Endpoint> tcpInfoEndpoints = new HashSet<>(clientEndpoints);
    tcpInfoEndpoints.retainAll(fullQuery.tcpInfoEndpoints());
    Set<Endpoint> soleCheckEndpoints =
        clientEndpoints.stream()
            .filter(fullQuery.soleCheckEndpoints()::contains)
            .limit(MAX_SOLE_CHECKS_PER_POD)
            .collect(Collectors.toUnmodifiableSet());
    return new SocketQuery(
        fullQuery.ports(),
        clientEndpoints,
        tcpInfoEndpoints,
        soleCheckEndpoints,
        server ? fullQuery.backendPids() : Set.of(),
        server ? fullQuery.auditConnection() : null);
  }
}
