package dev.pgtether.collector.namespace;

import dev.pgtether.correlation.fact.ScanCoverage.SocketListing;

/** By which means sockets are listed: the best that this kernel has not refused yet. */
public final class ListingMeans {

  private SocketListing current;

  public ListingMeans(SocketListing first) {
    current = first;
  }

  public SocketListing current() {
    return current;
  }

  /** The kernel refused; false when nothing is left to try. */
  boolean fallBack() {
    if (current == SocketListing.PROC_NET) {
      return false;
    }
    current =
        current == SocketListing.DIAG_ONE_PASS
            ? SocketListing.DIAG_PER_FAMILY
            : SocketListing.PROC_NET;
    return true;
  }
}
