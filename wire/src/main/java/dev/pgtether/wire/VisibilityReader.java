package dev.pgtether.wire;

import dev.pgtether.correlation.fact.Visibility;
import dev.pgtether.correlation.fact.Visibility.Limit;
import dev.pgtether.correlation.fact.Visibility.Listing;
import dev.pgtether.correlation.fact.Visibility.Reading;
import java.io.IOException;
import java.util.List;

/** What an agent could see, from JSON. */
final class VisibilityReader {

  private VisibilityReader() {}

  static Visibility read(Input in) throws IOException {
    in.object();
    Listing listing = null;
    Reading reading = null;
    // No default: a scan whose limits were lost on the way would pass for a complete one.
    List<Limit> limits = null;
    for (String field = in.field(); field != null; field = in.field()) {
      switch (field) {
        case "listing" -> listing = in.constant(Listing.class);
        case "reading" -> reading = in.constant(Reading.class);
        case "limits" -> limits = in.list(Limits.NAME, VisibilityReader::limit);
        default -> in.skip();
      }
    }
    return new Visibility(
        Input.need(listing, "listing"),
        Input.need(reading, "reading"),
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
