package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.Holders;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Lingering.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pairs a TCP client, by the rules of a proven pair (docs/architecture.md, "What proves a pair").
 */
final class TcpPairing {

  private final Rows rows;
  private final Sight sight;
  private final Peers peers;
  private final Lingering lingering;
  private final Memory memory;

  TcpPairing(Rows rows, Sight sight, Peers peers, Lingering lingering, Memory memory) {
    this.rows = rows;
    this.sight = sight;
    this.peers = peers;
    this.lingering = lingering;
    this.memory = memory;
  }

  Decision decide(Backend backend, Endpoint client) {
    ServerEnd end = ServerEnd.of(sight, backend.id().pid(), client);
    if (end instanceof ServerEnd.Closed closed) {
      return Decision.of(
          backend,
          Verdict.GHOST,
          agentOf(sight.serverPlace()),
          0,
          Evidence.of(Code.CLIENT_CLOSED, "state", closed.state().name()));
    }
    List<Place> owners = sight.ownersOf(client.address());
    if (owners.isEmpty()) {
      return withoutOwner(backend, client);
    }
    Fits fits = Fits.of(client, owners, sight, peers, end);
    if (fits.fitting().isEmpty()) {
      return withoutSocket(backend, owners, fits);
    }
    if (owners.size() > 1) {
      List<String> namespaces =
          owners.stream().map(owner -> "net:[" + owner.namespace().inode() + "]").sorted().toList();
      return ambiguous(
          backend,
          owners,
          new Evidence(
              Code.ADDRESS_IN_SEVERAL_NAMESPACES,
              Map.of("namespaces", namespaces, "candidates", Decision.describe(fits.fitting()))));
    }
    return withSockets(backend, client, owners.getFirst(), fits, end);
  }

  private Decision withSockets(
      Backend backend, Endpoint client, Place place, Fits fits, ServerEnd end) {
    Memory.Seen seen = memory.backends().get(backend.id());
    ClientSocket socket =
        fits.fitting().size() == 1 ? fits.fitting().getFirst() : provenBefore(fits, place, seen);
    if (socket == null) {
      return ambiguous(
          backend,
          List.of(place),
          Evidence.of(Code.SEVERAL_SOCKETS, "candidates", Decision.describe(fits.fitting())));
    }
    Judgement judgement = lingering.judge(backend, place, socket, end, seen);
    List<Evidence> doubts = new ArrayList<>(2);
    boolean certain =
        judgement instanceof Judgement.Proven(Evidence proof)
            && (proof.code() == Code.PROVEN_BEFORE || proof.code() == Code.SERVER_END_ESTABLISHED);
    BackendId rival = rows.notElder(backend, client);
    if (rival != null && !certain) {
      doubts.add(Evidence.of(Code.YOUNGER_BACKEND, "backendPid", (long) rival.pid()));
    }
    if (fits.shared() && !certain) {
      doubts.add(
          new Evidence(
              Code.PEER_SHARED,
              Map.of(
                  "peer",
                  socket.peer().toString(),
                  "candidates",
                  Decision.describe(List.of(socket)))));
    }
    return switch (judgement) {
      case Judgement.Proven(Evidence proof) when doubts.isEmpty() ->
          Decision.proven(backend, place.report(), socket, proof);
      case Judgement.Proven proven -> Decision.unproven(backend, place.report(), socket, doubts);
      case Judgement.Unproven(List<Evidence> against) -> {
        doubts.add(Evidence.of(Code.MAY_LINGER, "candidates", Decision.describe(List.of(socket))));
        doubts.addAll(against);
        yield Decision.unproven(backend, place.report(), socket, doubts);
      }
    };
  }

  /** Of several sockets that fit, the one that an earlier audit proved. */
  private static @Nullable ClientSocket provenBefore(
      Fits fits, Place place, Memory.@Nullable Seen seen) {
    if (seen == null || !seen.proven() || !seen.bootId().equals(place.report().bootId())) {
      return null;
    }
    for (ClientSocket socket : fits.fitting()) {
      if (socket.id().cookie() != 0 && socket.id().equals(seen.socket())) {
        return socket;
      }
    }
    return null;
  }

  private Decision withoutOwner(Backend backend, Endpoint client) {
    if (Sight.isOfOneHost(client.address())) {
      return Decision.of(backend, Verdict.LOCAL, Evidence.of(Code.SERVER_ELSEWHERE));
    }
    return sight.hasUnseenNamespaces()
        ? Decision.of(backend, Verdict.UNKNOWN, Evidence.of(Code.NAMESPACES_UNSEEN))
        : Decision.of(backend, Verdict.EXTERNAL, Evidence.of(Code.ADDRESS_ELSEWHERE));
  }

  private Decision withoutSocket(Backend backend, List<Place> owners, Fits fits) {
    String agent = agentOf(owners.getFirst());
    if (!fits.strangers().isEmpty()) {
      List<String> dialled =
          fits.strangers().stream()
              .map(socket -> socket.peer().toString())
              .sorted()
              .distinct()
              .toList();
      return Decision.of(
          backend, Verdict.UNKNOWN, agent, 0, Evidence.of(Code.PEER_UNKNOWN, "peers", dialled));
    }
    List<String> cuts =
        owners.stream().flatMap(owner -> Sight.cutsOf(owner.report()).stream()).sorted().toList();
    if (!cuts.isEmpty()) {
      return Decision.of(
          backend, Verdict.UNKNOWN, agent, 0, Evidence.of(Code.LISTING_INCOMPLETE, "limits", cuts));
    }
    if (fits.closing().size() == 1 && owners.size() == 1) {
      ClientSocket closing = fits.closing().getFirst();
      Evidence closed = Evidence.of(Code.CLIENT_CLOSED, "state", closing.state().name());
      // A client may close its sending half and live on: only a socket that no process holds any
      // more is gone.
      return closing.holders() instanceof Holders.Nobody
          ? Decision.of(backend, Verdict.GHOST, agent, 0, closed)
          : Decision.of(backend, Verdict.UNKNOWN, agent, 0, closed);
    }
    Memory.Seen seen = memory.backends().get(backend.id());
    int missing = seen == null ? 1 : seen.missing() + 1;
    return Decision.of(
        backend,
        missing > 1 ? Verdict.ABSENT : Verdict.UNKNOWN,
        agent,
        missing,
        Evidence.of(Code.NO_SOCKET, "audits", (long) missing));
  }

  private static Decision ambiguous(Backend backend, List<Place> places, Evidence evidence) {
    return Decision.of(backend, Verdict.AMBIGUOUS, agentOf(places.getFirst()), 0, evidence);
  }

  private static @Nullable String agentOf(@Nullable Place place) {
    return place == null ? null : place.report().agent();
  }
}
