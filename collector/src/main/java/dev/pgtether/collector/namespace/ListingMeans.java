package dev.pgtether.collector.namespace;

import dev.pgtether.correlation.fact.Visibility.Listing;

/** By which means sockets are listed: the best that this kernel has not refused yet. */
public final class ListingMeans {

  private Listing current;

  public ListingMeans(Listing first) {
    current = first;
  }

  public Listing current() {
    return current;
  }

  /** The kernel refused; false when nothing is left to try. */
  boolean fallBack() {
    if (current == Listing.PROC_NET) {
      return false;
    }
    current = current == Listing.DIAG_ONE_PASS ? Listing.DIAG_PER_FAMILY : Listing.PROC_NET;
    return true;
  }
}
