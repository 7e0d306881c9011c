package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Holder;
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
 */
public record Pairing(
    Backend backend,
    Verdict verdict,
    Set<Via> via,
    @Nullable ClientSocket socket,
    List<Holder> holders,
    @Nullable String agent,
    List<Evidence> evidence) {

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
}
