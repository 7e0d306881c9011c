package dev.pgtether.correlation.fact;

/**
 * When a pod came to an address, as far as that is known. Nobody says when exactly: a pod connects
 * to the outside before the kubelet has told the API server of its address.
 *
 * <p>Both in µs since the epoch on the operator's clock, each widened by the uncertainty of the
 * clock that it was read from ({@link ClusterSnapshot#MAX_CLOCK_SKEW_MICROS} for a node's or the
 * API server's).
 *
 * @param notBeforeMicros surely without the address before: the pod was not there yet ({@code
 *     creationTimestamp}), or was seen with another address
 * @param sinceMicros surely with the address from then on: the earlier of the operator's own first
 *     sight of this uid with this address, and the start of the first container that still runs
 */
public record AddressAssignment(long notBeforeMicros, long sinceMicros) {

  public AddressAssignment {
    if (sinceMicros < notBeforeMicros) {
      throw new IllegalArgumentException(
          "a pod has no address before it can: " + notBeforeMicros + " to " + sinceMicros);
    }
  }
}
