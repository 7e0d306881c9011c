package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Server;
import java.util.List;

/** What an audit comes to. */
public sealed interface Outcome {

  /**
   * The pairings.
   *
   * @param pairings one for each backend of A2, by backend pid
   * @param vanished backends that only A1 had
   * @param hidden rows of A2 that the role may not read
   * @param memory for the next audit
   */
  record Paired(List<Pairing> pairings, int vanished, int hidden, Memory memory)
      implements Outcome {
    public Paired {
      pairings = List.copyOf(pairings);
    }
  }

  /**
   * The two readings were answered by different servers or backends: a pooler or several servers
   * are in the path.
   */
  record Voided(Server first, Server second) implements Outcome {}
}
