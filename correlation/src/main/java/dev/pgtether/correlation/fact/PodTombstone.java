package dev.pgtether.correlation.fact;

/**
 * A pod that had an address and has it no more: deleted, or moved to another address by a new
 * sandbox.
 *
 * @param assignment since when it had the address
 * @param heldUntilMicros it surely had the address until then, like {@link Pod#heldUntilMicros};
 *     its {@code goneMicros} would be too late, for an address is free, and may be another pod's,
 *     before the API server says so
 * @param goneMicros when it surely had it no more: the operator heard of the deletion, µs since the
 *     epoch on the operator's clock
 * @param visible the audit's tenant may know of it
 */
public record PodTombstone(
    String uid,
    String namespace,
    String name,
    Workload workload,
    IpAddress address,
    AddressAssignment assignment,
    long heldUntilMicros,
    long goneMicros,
    boolean visible) {

  /** {@code shop/checkout-7d9f}. */
  public String fullName() {
    return namespace + "/" + name;
  }
}
