package dev.pgtether.wire;

import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import java.util.ArrayList;
import java.util.List;

/** Leaves sockets out of a scan, and has the scan say so: nobody may call one of them absent. */
final class Truncation {

  private Truncation() {}

  static Scan keep(Scan scan, int kept) {
    int left = scan.sockets().size() - kept;
    if (left == 0) {
      return scan;
    }
    ScanCoverage seen = scan.scanCoverage();
    List<Limit> limits = new ArrayList<>(seen.limits());
    long before =
        limits.stream()
            .filter(limit -> limit.kind() == Limit.Kind.TOO_MANY_SOCKETS)
            .mapToLong(Limit::count)
            .sum();
    limits.removeIf(limit -> limit.kind() == Limit.Kind.TOO_MANY_SOCKETS);
    limits.add(new Limit(Limit.Kind.TOO_MANY_SOCKETS, before + left));
    return new Scan(
        scan.bootId(),
        scan.listed(),
        new ScanCoverage(seen.listing(), seen.holderLookup(), limits),
        scan.namespaces(),
        scan.sockets().subList(0, kept),
        scan.serverHostView());
  }
}
