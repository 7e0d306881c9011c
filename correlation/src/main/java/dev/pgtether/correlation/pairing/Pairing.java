package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.SocketHolder;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A backend, what it was paired with, how sure that is, and why.
 *
 * @param via through what the connection runs; empty when straight
 * @param socket the proven client socket of EXACT and SOCKET over TCP; null otherwise
 * @param holders the processes that hold it, the eldest first; empty unless EXACT
 * @param agent who saw it; null when nobody did
 * @param evidence at least one reason
 * @param clientPod the pod that the client's address belonged to when the backend began, where that
 *     is certain and the audit may name it; it does not depend on the verdict. Null where there is
 *     no cluster
 */
public record Pairing(
    Backend backend,
    Verdict verdict,
    Set<ConnectionHop> via,
    @Nullable ClientSocket socket,
    List<SocketHolder> holders,
    @Nullable String agent,
    List<Evidence> evidence,
    @Nullable ClientPod clientPod) {

  public Pairing {
    via = Set.copyOf(via);
    holders = List.copyOf(holders);
    evidence = List.copyOf(evidence);
    if (evidence.isEmpty()) {
      throw new IllegalArgumentException("a verdict needs evidence");
    }
    if ((verdict == Verdict.EXACT) == holders.isEmpty()) {
      throw new IllegalArgumentException(
          "EXACT, and EXACT alone, names processes: " + verdict + " " + holders);
    }
  }

  /** A pairing where no cluster is known. */
  public Pairing(
      Backend backend,
      Verdict verdict,
      Set<ConnectionHop> via,
      @Nullable ClientSocket socket,
      List<SocketHolder> holders,
      @Nullable String agent,
      List<Evidence> evidence) {
    this(backend, verdict, via, socket, holders, agent, evidence, null);
  }

  /** The name of the container that {@code holder} runs in; null where it is not known. */
  public @Nullable String containerOf(SocketHolder socketHolder) {
    String id = socketHolder.containerId();
    return id != null && clientPod instanceof ClientPod.Live(Pod pod)
        ? pod.containers().get(id)
        : null;
  }
}
