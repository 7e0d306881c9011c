package dev.pgtether.correlation.fact;

/**
 * When a pod got an address, with bounds. The exact moment is not known: a pod can connect before
 * the kubelet reports its address to the API server.
 *
 * <p>Both times are in µs since the epoch on the operator's clock. Each bound is widened by the
 * uncertainty of the clock that it was read from ({@link ClusterSnapshot#MAX_CLOCK_SKEW_MICROS} for
 * the clock of a node or of the API server).
 *
 * @param notBeforeMicros the pod did not have the address before: it did not exist yet ({@code
 *     creationTimestamp}), or was seen with another address
 * @param sinceMicros the pod has had the address since then: the earlier of the moment when the
 *     operator first saw this uid with this address, and the start of the first container that
 *     still runs
 */
public record AddressAssignment(long notBeforeMicros, long sinceMicros) {

  public AddressAssignment {
    if (sinceMicros < notBeforeMicros) {
      throw new IllegalArgumentException(
          "sinceMicros is before notBeforeMicros: " + sinceMicros + " < " + notBeforeMicros);
    }
  }
}
