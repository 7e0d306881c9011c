package dev.pgtether.correlation.fact;

import java.net.InetAddress;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An IPv4 or IPv6 address without a zone, as 128 bits in network order.
 *
 * <p>An IPv4 address is held in its IPv4-mapped form (RFC 4291, section 2.5.5.2), so that {@code
 * 10.0.0.7} as PostgreSQL reports it and {@code ::ffff:10.0.0.7} as the kernel reports a Java
 * client's socket are one value.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {

  private static final Pattern DOTTED_QUAD = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private static final long MAPPED_PREFIX = 0x0000_FFFFL << 32;

  /**
   * The address of four (IPv4) or sixteen (IPv6) bytes in network order, read at {@code offset}.
   */
  public static IpAddress ofBytes(byte[] bytes, int offset, int length) {
    return switch (length) {
      case 4 -> new IpAddress(0, MAPPED_PREFIX | bigEndian(bytes, offset, 4));
      case 16 -> new IpAddress(bigEndian(bytes, offset, 8), bigEndian(bytes, offset + 8, 8));
      default -> throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + length);
    };
  }

  /** The address that {@code address} holds; its zone is dropped. */
  public static IpAddress of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ofBytes(bytes, 0, bytes.length);
  }

  /**
   * Parses an IP literal; a zone ({@code fe80::1%eth0}) is dropped. Never resolves a name.
   *
   * @throws IllegalArgumentException when the text is not an IP literal
   */
  public static IpAddress parse(String literal) {
    Objects.requireNonNull(literal);
    int zone = literal.indexOf('%');
    String address = zone < 0 ? literal : literal.substring(0, zone);
    // InetAddress also reads 10.1 as 10.0.0.1 (inet_aton): a typing error must not become another
    // address.
    if (address.indexOf(':') < 0
        ? !DOTTED_QUAD.matcher(address).matches()
        : address.startsWith("[")) {
      throw new IllegalArgumentException("not an IP literal: " + literal);
    }
    return of(InetAddress.ofLiteral(address));
  }

  /** An IPv4 address, also when it was given in its IPv4-mapped form. */
  public boolean isIpv4() {
    return high == 0 && (low & 0xFFFF_FFFF_0000_0000L) == MAPPED_PREFIX;
  }

  /**
   * Within 127.0.0.0/8 (RFC 1122) or {@code ::1} (RFC 4291). Every network namespace has its own.
   */
  public boolean isLoopback() {
    return isIpv4() ? (low >>> 24 & 0xFF) == 127 : high == 0 && low == 1;
  }

  /**
   * Within 169.254.0.0/16 (RFC 3927) or fe80::/10 (RFC 4291). It has a meaning on its own link
   * only.
   */
  public boolean isLinkLocal() {
    return isIpv4() ? (low >>> 16 & 0xFFFF) == 0xA9FE : (high >>> 54) == 0x3FA;
  }

  /** {@code 0.0.0.0} or {@code ::}. */
  public boolean isUnspecified() {
    return high == 0 && (low == 0 || low == MAPPED_PREFIX);
  }

  /** The four or sixteen bytes in network order; an IPv4 address gives four. */
  public byte[] toBytes() {
    byte[] bytes = new byte[isIpv4() ? 4 : 16];
    for (int i = 0; i < bytes.length; i++) {
      int fromEnd = bytes.length - 1 - i;
      bytes[i] = (byte) (fromEnd < 8 ? low >>> (8 * fromEnd) : high >>> (8 * (fromEnd - 8)));
    }
    return bytes;
  }

  @Override
  public int compareTo(IpAddress other) {
    int first = Long.compareUnsigned(high, other.high);
    return first != 0 ? first : Long.compareUnsigned(low, other.low);
  }

  @Override
  public int hashCode() {
    // The default hash of a record gives neighbouring addresses neighbouring values; mixing avoids
    // collisions in large tables.
    long mixed = (high * 0x9E37_79B9_7F4A_7C15L) ^ (low * 0xC2B2_AE3D_27D4_EB4FL);
    return (int) (mixed ^ mixed >>> 32);
  }

  /** Dotted quad, or the canonical IPv6 text of RFC 5952. */
  @Override
  public String toString() {
    if (isIpv4()) {
      return (low >>> 24 & 0xFF)
          + "."
          + (low >>> 16 & 0xFF)
          + "."
          + (low >>> 8 & 0xFF)
          + "."
          + (low & 0xFF);
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (int) ((i < 4 ? high >>> (48 - 16 * i) : low >>> (48 - 16 * (i - 4))) & 0xFFFF);
    }
    return canonical(groups);
  }

  private static String canonical(int[] groups) {
    int runStart = -1;
    int runLength = 1; // RFC 5952, 4.2.2: a single zero group is not shortened
    for (int i = 0; i < 8; i++) {
      int j = i;
      while (j < 8 && groups[j] == 0) {
        j++;
      }
      if (j - i > runLength) {
        runStart = i;
        runLength = j - i;
      }
      i = Math.max(i, j - 1);
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == runStart) {
        text.append("::");
        i += runLength - 1;
        continue;
      }
      if (i > 0 && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }

  private static long bigEndian(byte[] bytes, int offset, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = (value << 8) | (bytes[offset + i] & 0xFF);
    }
    return value;
  }
}
