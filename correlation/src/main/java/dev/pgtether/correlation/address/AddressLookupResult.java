package dev.pgtether.correlation.address;

import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a client's address leads, by what the API server says. */
public sealed interface AddressLookupResult {

  /** No API server is asked about this address: what the agents' own namespaces say decides. */
  record OnServerHost() implements AddressLookupResult {}

  /**
   * The only live pod that can have had the address when the backend began, and may be named.
   *
   * @param doubt why it is not certain that it had it; null when it is. A socket that stands in it
   *     is proof all the same
   */
  record InPod(Pod pod, @Nullable Evidence doubt) implements AddressLookupResult {}

  /**
   * Anywhere else, or nowhere that can be said.
   *
   * @param clientPod the pod that it was; null unless GHOST
   */
  record Decided(Verdict verdict, List<Evidence> evidence, @Nullable ClientPod clientPod)
      implements AddressLookupResult {

    public static Decided of(Verdict verdict, Evidence evidence) {
      return new Decided(verdict, List.of(evidence), null);
    }

    public static Decided unknown(Evidence.Code code) {
      return of(Verdict.UNKNOWN, Evidence.of(code));
    }
  }
}
