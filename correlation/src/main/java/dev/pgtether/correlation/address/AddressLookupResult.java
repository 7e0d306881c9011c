package dev.pgtether.correlation.address;

import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who had the address of a client when its backend started, by the API server. */
public sealed interface AddressLookupResult {

  /**
   * The address belongs to the server's own host, for example loopback: the namespaces that agents
   * scanned decide, not the API server.
   */
  record OnServerHost() implements AddressLookupResult {}

  /**
   * The only live pod that can have had the address when the backend started. The audit may name
   * it.
   *
   * @param doubt why it is not certain that the pod had the address; null when it is certain. A
   *     socket proven in that pod counts in both cases
   */
  record InPod(Pod pod, @Nullable Evidence doubt) implements AddressLookupResult {}

  /**
   * Not a live pod: the address alone decides the verdict.
   *
   * @param clientPod the pod that had the address; null unless the verdict is GHOST
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
