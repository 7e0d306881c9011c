package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.SocketQuery;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What to ask whom, once A1 is known.
 *
 * @param local what to ask the collector in this process; null when it is not to be asked
 * @param ofPods what to ask the sidecars, by the uids of their pods: each for the sockets of its
 *     own pod and nothing else
 */
public record Questions(@Nullable SocketQuery local, Map<String, SocketQuery> ofPods) {

  /** Of one pod; the others have their turn later. A question has to fit into one message. */
  private static final int MOST_CONTESTED = 2_000;

  public Questions {
    ofPods = Map.copyOf(ofPods);
  }

  /**
   * The questions that let {@link Correlation} decide every backend of {@code first} that can be
   * decided. Only pods are asked that have a client's address, that the audit may know of, and that
   * have an agent; nobody else is woken.
   *
   * @param cluster as it is after A1; null without one, which asks the collector in this process
   */
  public static Questions of(
      ActivitySnapshot first, ServerEndpoints endpoints, Memory memory, @Nullable Cluster cluster) {
    SocketQuery whole = Question.of(first, endpoints, memory);
    return cluster == null
        ? new Questions(whole, Map.of())
        : new Questions(null, ofPods(whole, new AddressBook(cluster, first.server())));
  }

  private static Map<String, SocketQuery> ofPods(SocketQuery whole, AddressBook book) {
    SocketQuery.OwnConnection own = whole.own();
    Pod server = own == null ? null : book.onlyPodAt(own.server().address());
    Map<String, Set<Endpoint>> wanted = new HashMap<>();
    for (Endpoint client : whole.wanted()) {
      if (!Sight.isOfOneHost(client.address())) {
        book.at(client.address()).live().forEach(pod -> want(wanted, pod, client));
      } else if (server != null) {
        want(wanted, server, client);
      }
    }
    if (server != null && mayAsk(server) && !whole.backends().isEmpty()) {
      wanted.computeIfAbsent(server.uid(), uid -> new HashSet<>());
    }
    Map<String, SocketQuery> questions = new HashMap<>();
    wanted.forEach(
        (uid, clients) ->
            questions.put(uid, part(whole, clients, server != null && uid.equals(server.uid()))));
    return questions;
  }

  private static void want(Map<String, Set<Endpoint>> wanted, Pod pod, Endpoint client) {
    if (mayAsk(pod)) {
      wanted.computeIfAbsent(pod.uid(), uid -> new HashSet<>()).add(client);
    }
  }

  private static boolean mayAsk(Pod pod) {
    return pod.hasAgent() && pod.visible();
  }

  /** What {@code whole} asks about {@code clients}, and about the server where it is. */
  private static SocketQuery part(SocketQuery whole, Set<Endpoint> clients, boolean server) {
    Set<Endpoint> examined = new HashSet<>(clients);
    examined.retainAll(whole.examined());
    Set<Endpoint> contested =
        clients.stream()
            .filter(whole.contested()::contains)
            .limit(MOST_CONTESTED)
            .collect(Collectors.toUnmodifiableSet());
    return new SocketQuery(
        whole.ports(),
        clients,
        examined,
        contested,
        server ? whole.backends() : Set.of(),
        server ? whole.own() : null);
  }
}
