package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ServerInfo;
import java.util.List;

/** The result of pairing the backends of one audit. */
public sealed interface PairingOutcome {

  /**
   * The pairings.
   *
   * @param pairings one for each backend of A2, sorted by pid
   * @param vanishedBackends the number of backends that only A1 has
   * @param hiddenRows the number of rows of A2 that the role may not read
   * @param memory for the next audit
   */
  record Paired(List<Pairing> pairings, int vanishedBackends, int hiddenRows, PairingMemory memory)
      implements PairingOutcome {
    public Paired {
      pairings = List.copyOf(pairings);
    }
  }

  /**
   * Different servers or backends answered the two readings: a pooler or several servers are
   * between the audit and the server, so the readings cannot be compared.
   */
  record Voided(ServerInfo first, ServerInfo second) implements PairingOutcome {}
}
