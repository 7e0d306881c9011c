package dev.pgtether.correlation.fact;

/**
 * The record of a pod that no longer has an address: it was deleted, or a new sandbox got another
 * address.
 *
 * @param address the address that it had
 * @param assignment when it got the address
 * @param heldUntilMicros it had the address until this moment, like {@link Pod#heldUntilMicros}.
 *     {@code goneMicros} would be too late: another pod may have the address before the API server
 *     reports the deletion
 * @param goneMicros a moment at which it no longer had the address, when the operator saw the
 *     deletion; in µs since the epoch on the operator's clock
 * @param visible the tenant of the audit may see the pod
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
