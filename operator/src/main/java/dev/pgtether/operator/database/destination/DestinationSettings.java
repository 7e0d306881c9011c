package dev.pgtether.operator.database.destination;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** {@code pgtether.destinations.…} */
@ConfigMapping(prefix = "pgtether.destinations")
public interface DestinationSettings {

  /** Ranges that audits may connect to; without them everywhere but what is never allowed. */
  Optional<List<String>> allowedCidrs();

  /** Ranges in which {@code alsoKnownAs.address} may be; without them nowhere. */
  Optional<List<String>> knownAsCidrs();
}
