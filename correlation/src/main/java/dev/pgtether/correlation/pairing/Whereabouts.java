package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a client's address leads, by what the API server says. */
sealed interface Whereabouts {

  /** No API server is asked about this address: what the agents' own namespaces say decides. */
  record OnThisHost() implements Whereabouts {}

  /**
   * The only live pod that can have had the address when the backend began, and may be named.
   *
   * @param doubt why it is not certain that it had it; null when it is. A socket that stands in it
   *     is proof all the same
   */
  record InPod(Pod pod, @Nullable Evidence doubt) implements Whereabouts {}

  /**
   * Anywhere else, or nowhere that can be said.
   *
   * @param client the pod that it was; null unless GHOST
   */
  record Settled(Verdict verdict, List<Evidence> evidence, @Nullable Client client)
      implements Whereabouts {

    static Settled of(Verdict verdict, Evidence evidence) {
      return new Settled(verdict, List.of(evidence), null);
    }

    static Settled unknown(Evidence.Code code) {
      return of(Verdict.UNKNOWN, Evidence.of(code));
    }
  }
}
