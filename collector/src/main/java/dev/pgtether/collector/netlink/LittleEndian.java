package dev.pgtether.collector.netlink;

import dev.pgtether.correlation.fact.IpAddress;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Numbers in kernel structures: the host's order is little-endian on both architectures; ports are
 * in network order.
 */
final class LittleEndian {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle PORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  static int u16(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at) & 0xFFFF;
  }

  static int port(byte[] bytes, int at) {
    return (short) PORT.get(bytes, at) & 0xFFFF;
  }

  static int i32(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static long u32(byte[] bytes, int at) {
    return (int) INT.get(bytes, at) & 0xFFFF_FFFFL;
  }

  static long i64(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static void putU16(byte[] bytes, int at, int value) {
    SHORT.set(bytes, at, (short) value);
  }

  static void putPort(byte[] bytes, int at, int value) {
    PORT.set(bytes, at, (short) value);
  }

  static void putI32(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }

  static void putI64(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }

  /** An address field of 16 bytes, of which IPv4 uses the first four. */
  static void putAddress(byte[] bytes, int at, IpAddress address, boolean asIpv6) {
    byte[] raw = address.toBytes();
    if (raw.length == 4 && asIpv6) {
      bytes[at + 10] = (byte) 0xFF;
      bytes[at + 11] = (byte) 0xFF;
      System.arraycopy(raw, 0, bytes, at + 12, 4);
    } else {
      System.arraycopy(raw, 0, bytes, at, raw.length);
    }
  }
}
