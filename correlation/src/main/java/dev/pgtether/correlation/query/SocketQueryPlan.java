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
 * Which agent gets which socket query.
 *
 * @param localQuery the query for the collector in this process; null when it is not asked
 * @param byPodUid the queries for sidecars by pod uid, each for the sockets of its own pod only
 */
public record SocketQueryPlan(@Nullable SocketQuery localQuery, Map<String, SocketQuery> byPodUid) {

  /**
   * The most endpoints of one pod that are checked in one audit; a query has to fit into one
   * message. The others are checked in later audits.
   */
  private static final int MAX_SOLE_CHECKS_PER_POD = 2_000;

  public SocketQueryPlan {
    byPodUid = Map.copyOf(byPodUid);
  }

  /**
   * The queries for every backend of {@code first} that {@code Correlation} can decide by sockets.
   * Only pods are asked that have a client's address or the server's, that the audit may see, and
   * that have an agent.
   *
   * @param clusterSnapshot the cluster after A1; null without a cluster, then only the collector in
   *     this process is asked
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

  /**
   * The part of {@code fullQuery} for one pod.
   *
   * @param isServerPod the pod runs the server, so it is also asked about the server's processes
   */
  private static SocketQuery queryForPod(
      SocketQuery fullQuery, Set<Endpoint> clientEndpoints, boolean isServerPod) {
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
        isServerPod ? fullQuery.backendPids() : Set.of(),
        isServerPod ? fullQuery.auditConnection() : null);
  }
}
