package dev.pgtether.wire;

import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ScanCoverage.HolderLookup;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.ScanCoverage.SocketListing;
import java.io.IOException;
import java.util.List;

/** What an agent could see, from JSON. */
final class VisibilityReader {

  private VisibilityReader() {}

  static ScanCoverage read(Input in) throws IOException {
    in.object();
    SocketListing socketListing = null;
    HolderLookup holderLookup = null;
    // No default: a scan whose limits were lost on the way would pass for a complete one.
    List<Limit> limits = null;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "listing" -> socketListing = in.constant(SocketListing.class);
        case "reading" -> holderLookup = in.constant(HolderLookup.class);
        case "limits" -> limits = in.list(Limits.NAME, VisibilityReader::limit);
        default -> in.skip();
      }
    }
    return new ScanCoverage(
        Input.need(socketListing, "listing"),
        Input.need(holderLookup, "reading"),
        Input.need(limits, "limits"));
  }

  private static Limit limit(Input in) throws IOException {
    in.object();
    Limit.Kind kind = null;
    Long count = null;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "kind" -> kind = in.constant(Limit.Kind.class);
        case "count" -> count = in.number();
        default -> in.skip();
      }
    }
    return new Limit(Input.need(kind, "kind"), Input.need(count, "count"));
  }
}
