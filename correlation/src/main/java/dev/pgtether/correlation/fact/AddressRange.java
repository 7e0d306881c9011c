package dev.pgtether.correlation.fact;

/**
 * A range of addresses with a common prefix (CIDR, RFC 4632).
 *
 * @param base the lowest address; the constructor accepts any address of the range
 * @param prefixBits the prefix length of the IPv4-mapped form, 0 to 128: {@code /24} of IPv4 is 120
 */
public record AddressRange(IpAddress base, int prefixBits) {

  private static final int MAPPED_BITS = 96;

  public AddressRange {
    if (prefixBits < 0 || prefixBits > 128) {
      throw new IllegalArgumentException("a prefix has 0 to 128 bits, not " + prefixBits);
    }
    base =
        new IpAddress(
            base.high() & mask(Math.min(prefixBits, 64)),
            base.low() & mask(Math.max(0, prefixBits - 64)));
  }

  /**
   * Parses {@code 10.42.0.0/24} or {@code fd00::/64}.
   *
   * @throws IllegalArgumentException when the text is not a range
   */
  public static AddressRange parse(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("a range is written as 10.42.0.0/24, not " + cidr);
    }
    IpAddress base = IpAddress.parse(cidr.substring(0, slash));
    int bits;
    try {
      bits = Integer.parseUnsignedInt(cidr.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a range is written as 10.42.0.0/24, not " + cidr, e);
    }
    if (base.isIpv4() && bits > 32) {
      throw new IllegalArgumentException("an IPv4 prefix has 0 to 32 bits: " + cidr);
    }
    return new AddressRange(base, base.isIpv4() ? MAPPED_BITS + bits : bits);
  }

  public boolean contains(IpAddress address) {
    return new AddressRange(address, prefixBits).equals(this);
  }

  private static long mask(int bits) {
    return bits == 0 ? 0 : -1L << (64 - bits);
  }
}
