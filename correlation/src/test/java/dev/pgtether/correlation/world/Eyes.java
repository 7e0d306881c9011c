package dev.pgtether.correlation.world;

import dev.pgtether.correlation.fact.Visibility.Listing;
import java.util.List;

/**
 * What the audits of one world are allowed to see.
 *
 * @param besideServer an agent stands on the server's host
 * @param readsServer and may read the server's descriptors
 * @param readsHolders agents may read the clients' descriptors
 * @param behindAlpha the namespace behind ALPHA is looked into
 * @param hidesRows some rows are hidden from the audit's role
 * @param oneAgent one report for everything; else each namespace has an agent of its own
 * @param tick of the clients' kernels, µs
 */
record Eyes(
    boolean besideServer,
    boolean readsServer,
    boolean readsHolders,
    boolean behindAlpha,
    boolean hidesRows,
    boolean oneAgent,
    Listing listing,
    long tick) {

  static Eyes drawn(Chance chance) {
    return new Eyes(
        chance.hits(0.6),
        chance.hits(0.5),
        chance.hits(0.8),
        chance.hits(0.5),
        chance.hits(0.2),
        chance.hits(0.6),
        chance.hits(0.9) ? Listing.DIAG_ONE_PASS : Listing.PROC_NET,
        chance.of(List.of(1_000L, 4_000L, 10_000L)));
  }

  boolean looksInto(long namespace) {
    if (namespace == Home.SERVER_HOST.namespace) {
      return besideServer;
    }
    return behindAlpha || namespace != Home.BEHIND_ALPHA.namespace;
  }
}
