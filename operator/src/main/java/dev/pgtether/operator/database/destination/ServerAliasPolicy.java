package dev.pgtether.operator.database.destination;

import dev.pgtether.correlation.fact.AddressRange;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.api.DatabaseSpec;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.api.ServerAlias;
import dev.pgtether.operator.database.failure.AuditFailedException;
import java.util.ArrayList;
import java.util.List;

/**
 * The further addresses that a spec claims for its server. A client that is connected to one of
 * them will be taken for this server's, so only the ranges that the installation allows may be
 * claimed.
 */
public record ServerAliasPolicy(List<AddressRange> allowed) {

  public ServerAliasPolicy {
    allowed = List.copyOf(allowed);
  }

  /**
   * @throws AuditFailedException when one may not be claimed
   */
  public List<Endpoint> endpointsOf(DatabaseSpec database) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (ServerAlias other : database.alsoKnownAs()) {
      String address = other.address();
      if (address != null) {
        endpoints.add(requireAllowed(address));
      }
    }
    return endpoints;
  }

  private Endpoint requireAllowed(String text) {
    Endpoint endpoint = parse(text);
    if (allowed.stream().noneMatch(range -> range.contains(endpoint.address()))) {
      throw new AuditFailedException(
          Reason.SPEC_NOT_USABLE,
          "database.alsoKnownAs claims %s, and this installation lets audits claim %s: take it away, or ask who installed pgtether to add its range to destinations.knownAsCidrs"
              .formatted(text, allowed.isEmpty() ? "no address" : "other ranges only"));
    }
    return endpoint;
  }

  private static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    String address = text.substring(0, Math.max(colon, 0));
    boolean bracketed = address.startsWith("[") && address.endsWith("]");
    try {
      return new Endpoint(
          IpAddress.parse(bracketed ? address.substring(1, address.length() - 1) : address),
          Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException notAnEndpoint) {
      throw new AuditFailedException(
          Reason.SPEC_NOT_USABLE,
          "database.alsoKnownAs has '%s': write an IP address with its port, for instance 10.0.9.9:6432"
              .formatted(text));
    }
  }
}
