package dev.pgtether.operator.cluster.watch;

import dev.pgtether.correlation.fact.IpAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Texts of the API, read leniently: one odd object must not end the watch of all others. */
public final class ApiTextParser {
  private ApiTextParser() {}

  /** Adds the address that {@code text} is, if it is one. */
  public static void addAddress(@Nullable String text, Collection<IpAddress> addresses) {
    if (text == null || text.isEmpty()) {
      return;
    }
    try {
      addresses.add(IpAddress.parse(text));
    } catch (IllegalArgumentException notAnAddress) {
      // a host name, where a load balancer has one, or "None" of a headless Service
    }
  }

  /** The time of an RFC 3339 text; null when it is none. */
  static @Nullable public Instant parseTime(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException notATime) {
      return null;
    }
  }
}
