package dev.pgtether.operator.database.destination;

import dev.pgtether.correlation.fact.AddressRange;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.failure.AuditFailedException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Where an audit may connect to. The operator stands inside the cluster's network: whoever may
 * write an audit must not be able to knock at doors through it that are closed to them.
 */
public final class DestinationPolicy {

  private static final List<AddressRange> NEVER_ALLOWED =
      List.of(
          AddressRange.parse("0.0.0.0/8"), // "this host" (RFC 1122)
          AddressRange.parse("127.0.0.0/8"),
          AddressRange.parse("169.254.0.0/16"), // link-local; clouds' metadata services
          AddressRange.parse("224.0.0.0/4"), // multicast (RFC 5771)
          AddressRange.parse("240.0.0.0/4"), // reserved, broadcast
          AddressRange.parse("::/127"), // unspecified and loopback
          AddressRange.parse("fe80::/10"),
          AddressRange.parse("ff00::/8"), // multicast (RFC 4291)
          AddressRange.parse("fd00:ec2::254/128")); // a cloud's metadata service over IPv6

  /** Prefixes by which a gateway reaches IPv4 behind an IPv6 address (RFC 6052, RFC 8215, 6to4). */
  private static final List<AddressRange> IPV4_EMBEDDING =
      List.of(
          AddressRange.parse("64:ff9b::/96"),
          AddressRange.parse("64:ff9b:1::/48"),
          AddressRange.parse("2002::/16"));

  private final List<AddressRange> allowed;
  private final Predicate<Endpoint> isProtected;

  /**
   * @param allowed empty for everywhere else
   * @param isProtected the API server's and the operator's own endpoints
   */
  public DestinationPolicy(List<AddressRange> allowed, Predicate<Endpoint> isProtected) {
    this.allowed = List.copyOf(allowed);
    this.isProtected = isProtected;
  }

  /**
   * @param addresses every one that {@code host} has: a name that leads to a forbidden address as
   *     well is not dialled at all
   * @throws AuditFailedException when one of them must not be connected to
   */
  public void requireAllowed(String host, int port, List<IpAddress> addresses) {
    for (IpAddress address : addresses) {
      if (isForbidden(new Endpoint(address, port))) {
        throw new AuditFailedException(
            Reason.DESTINATION_NOT_ALLOWED,
            "database.host %s leads to %s, which no audit may connect to: loopback, link-local and multicast addresses, the API server and the operator itself are closed. Give the database's own address or Service"
                .formatted(host, address));
      }
      if (!isWithinAllowed(address)) {
        throw new AuditFailedException(
            Reason.DESTINATION_NOT_ALLOWED,
            "database.host %s leads to %s, which is outside of the ranges that this installation allows: ask who installed pgtether to add it to destinations.allowedCidrs"
                .formatted(host, address));
      }
    }
  }

  private boolean isForbidden(Endpoint endpoint) {
    IpAddress address = endpoint.address();
    return NEVER_ALLOWED.stream().anyMatch(range -> range.contains(address))
        || IPV4_EMBEDDING.stream().anyMatch(range -> range.contains(address))
        || isProtected.test(endpoint);
  }

  private boolean isWithinAllowed(IpAddress address) {
    return allowed.isEmpty() || allowed.stream().anyMatch(range -> range.contains(address));
  }
}
