package dev.pgtether.wire;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import java.io.IOException;

/** {@code 10.0.0.1:5432} and {@code [fd00::7]:5432}, as {@link Endpoint#toString()} writes them. */
final class EndpointFormat {

  /** A full IPv6 address in brackets, with its port. */
  private static final int LONGEST = 47 + 6;

  private EndpointFormat() {}

  static Endpoint read(Input in) throws IOException {
    return in.parsed(LONGEST, EndpointFormat::parse);
  }

  static IpAddress readAddress(Input in) throws IOException {
    return in.parsed(LONGEST, IpAddress::parse);
  }

  private static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    String address = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = address.startsWith("[") && address.endsWith("]");
    if (colon < 0 || bracketed != address.contains(":")) {
      throw new IllegalArgumentException("not an address and a port: " + text);
    }
    String literal = bracketed ? address.substring(1, address.length() - 1) : address;
    return Endpoint.of(literal, Integer.parseInt(text, colon + 1, text.length(), 10));
  }
}
