package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ServerInfo;
import java.util.List;

/** What an audit comes to. */
public sealed interface PairingOutcome {

  /**
   * The pairings.
   *
   * @param pairings one for each backend of A2, by backend pid
   * @param vanishedBackends backends that only A1 had
   * @param hiddenRows rows of A2 that the role may not read
   * @param memory for the next audit
   */
  record Paired(List<Pairing> pairings, int vanishedBackends, int hiddenRows, PairingMemory memory)
      implements PairingOutcome {
    public Paired {
      pairings = List.copyOf(pairings);
    }
  }

  /**
   * The two readings were answered by different servers or backends: a pooler or several servers
   * are in the path.
   */
  record Voided(ServerInfo first, ServerInfo second) implements PairingOutcome {}
}
