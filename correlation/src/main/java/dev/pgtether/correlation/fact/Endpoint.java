package dev.pgtether.correlation.fact;

import java.util.Comparator;

/**
 * An IP address and a TCP port: one end of a TCP connection.
 *
 * @param port 0 to 65535
 */
public record Endpoint(IpAddress address, int port) implements Comparable<Endpoint> {

  private static final Comparator<Endpoint> ORDER =
      Comparator.comparing(Endpoint::address).thenComparingInt(Endpoint::port);

  public Endpoint {
    if (port < 0 || port > 0xFFFF) {
      throw new IllegalArgumentException("a TCP port is 0 to 65535, not " + port);
    }
  }

  /** The endpoint of an IP literal and a port; never resolves a name. */
  public static Endpoint of(String literal, int port) {
    return new Endpoint(IpAddress.parse(literal), port);
  }

  @Override
  public int compareTo(Endpoint other) {
    return ORDER.compare(this, other);
  }

  @Override
  public int hashCode() {
    return address.hashCode() * 31 + port * 0x9E37_79B1;
  }

  /** {@code 10.0.0.1:5432}, or {@code [::1]:5432}. */
  @Override
  public String toString() {
    return address.isIpv4() ? address + ":" + port : "[" + address + "]:" + port;
  }
}
