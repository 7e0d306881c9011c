package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.SocketHolder;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A backend, what it was paired with, how certain that is, and why.
 *
 * @param via what the connection passes through; empty when it goes directly to the server
 * @param socket the proven client socket of EXACT and SOCKET over TCP; null otherwise
 * @param holders the processes that hold the socket, the oldest first; empty unless EXACT
 * @param agent the agent whose report decided; null when none did
 * @param evidence at least one reason
 * @param clientPod the pod that had the client's address when the backend started, if that is
 *     certain and the audit may name it. It does not depend on the verdict. Null without a cluster
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
          "EXACT names processes, and no other verdict does: " + verdict + " " + holders);
    }
  }

  /** A pairing without a cluster. */
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

  /** The name of the container in which {@code socketHolder} runs; null when it is not known. */
  public @Nullable String containerOf(SocketHolder socketHolder) {
    String id = socketHolder.containerId();
    return id != null && clientPod instanceof ClientPod.Live(Pod pod)
        ? pod.containers().get(id)
        : null;
  }
}
