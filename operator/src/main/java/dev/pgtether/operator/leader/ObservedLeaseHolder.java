package dev.pgtether.operator.leader;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Another replica that holds the Lease, as this one hears of it. No clocks are compared: what
 * counts is when this replica saw that the other had written.
 */
final class ObservedLeaseHolder {

  private final String own;
  private final long patienceNanos;
  private Sighting last = new Sighting(null, null, 0);

  /**
   * @param own this replica's identity: {@code pod/address}
   * @param patience how long a holder is believed in that does not renew
   */
  ObservedLeaseHolder(String own, Duration patience) {
    this.own = own;
    this.patienceNanos = patience.toNanos();
  }

  private record Sighting(
      @Nullable String holder, @Nullable ZonedDateTime renewed, long firstSeenNanos) {

    boolean says(@Nullable String other, @Nullable ZonedDateTime at) {
      return Objects.equals(holder, other) && Objects.equals(renewed, at);
    }
  }

  /**
   * The Lease was read.
   *
   * @param holder its {@code holderIdentity}; null or empty when it was given back
   * @param renewed its {@code renewTime}
   */
  synchronized void seen(@Nullable String holder, @Nullable ZonedDateTime renewed, long nowNanos) {
    if (!last.says(holder, renewed)) {
      last = new Sighting(holder, renewed, nowNanos);
    }
  }

  /** The address of the replica that leads; null when none is known that still renews. */
  synchronized @Nullable String address(long nowNanos) {
    String holder = last.holder();
    if (holder == null || holder.equals(own) || nowNanos - last.firstSeenNanos() > patienceNanos) {
      return null;
    }
    int slash = holder.indexOf('/');
    return slash < 0 ? null : holder.substring(slash + 1);
  }
}
