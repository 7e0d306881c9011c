package dev.pgtether.database.protocol;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The memory that the answers of all servers may take up together while they are read. When it is
 * full, whoever holds most of it is cut off: a server that sends without end costs the others
 * nothing.
 */
public final class ResponseMemoryBudget {

  /** An answer takes up about as much again once it is decoded, and it is not all that there is. */
  private static final int HEAP_FRACTION = 8;

  private final long maxBytes;
  private final Set<Reservation> reservations = new HashSet<>();
  private long reservedBytes;

  /**
   * @param maxBytes bytes, more than none
   */
  public ResponseMemoryBudget(long maxBytes) {
    if (maxBytes <= 0) {
      throw new IllegalArgumentException("no memory for answers: " + maxBytes);
    }
    this.maxBytes = maxBytes;
  }

  /** An eighth of what this process may take. */
  public static ResponseMemoryBudget ofThisProcess() {
    return new ResponseMemoryBudget(Runtime.getRuntime().maxMemory() / HEAP_FRACTION);
  }

  /**
   * One connection's share, empty at first.
   *
   * @param onRevoked is run, by whichever thread, when another connection needs the memory more
   */
  Reservation newReservation(Runnable onRevoked) {
    return new Reservation(onRevoked);
  }

  /** Bytes that are taken now. */
  synchronized long reservedBytes() {
    return reservedBytes;
  }

  /** What one connection has taken; for one thread at a time. */
  final class Reservation {

    private final Runnable onRevoked;
    private long bytes;
    private boolean revoked;

    private Reservation(Runnable onRevoked) {
      this.onRevoked = onRevoked;
    }

    /** Takes more; false when there is not enough, and nobody who holds more than this one. */
    boolean reserve(long moreBytes) {
      Reservation largest = null;
      synchronized (ResponseMemoryBudget.this) {
        if (revoked) {
          return false;
        }
        if (reservedBytes + moreBytes > maxBytes) {
          largest = largestReservation();
          if (largest == null || largest == this || largest.bytes <= bytes + moreBytes) {
            return false;
          }
          largest.release();
          largest.revoked = true;
        }
        reservations.add(this);
        bytes += moreBytes;
        reservedBytes += moreBytes;
      }
      if (largest != null) {
        largest.onRevoked.run();
      }
      return true;
    }

    /** Gives all of it back. */
    void releaseAll() {
      synchronized (ResponseMemoryBudget.this) {
        release();
      }
    }

    private void release() {
      reservedBytes -= bytes;
      bytes = 0;
      reservations.remove(this);
    }
  }

  private @Nullable Reservation largestReservation() {
    return reservations.stream()
        .max(Comparator.comparingLong(reservation -> reservation.bytes))
        .orElse(null);
  }
}
