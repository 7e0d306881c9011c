package dev.pgtether.collector.netlink;

/**
 * What every netlink message begins with ({@code struct nlmsghdr}, netlink(7)), and the types that
 * end a dump.
 */
final class Messages {

  static final int HEADER = 16;
  static final int TYPE_AT = 4;
  static final int FLAGS_AT = 6;
  static final int SEQUENCE_AT = 8;

  static final int ERROR = 2;
  static final int DONE = 3;
  static final int OVERRUN = 4;

  static final int FLAG_REQUEST = 0x1;
  static final int FLAG_DUMP = 0x300;

  /** {@code NLM_F_DUMP_INTR}: the table changed so that the dump may lack entries. */
  static final int FLAG_INTERRUPTED = 0x10;

  private Messages() {}

  /** A request of {@code length} bytes with its header filled in, the rest zero. */
  static byte[] request(int length, int type, int flags) {
    byte[] message = new byte[length];
    LittleEndian.putI32(message, 0, length);
    LittleEndian.putU16(message, TYPE_AT, type);
    LittleEndian.putU16(message, FLAGS_AT, FLAG_REQUEST | flags);
    return message;
  }

  /**
   * Messages and attributes begin at multiples of four ({@code NLMSG_ALIGN}, {@code NLA_ALIGN}).
   */
  static int align(int length) {
    return length + 3 & ~3;
  }

  /** Where the attribute of this type has its value; −1 when there is none. */
  static int attribute(byte[] bytes, int from, int end, int type) {
    int at = from;
    while (at + 4 <= end) {
      int length = LittleEndian.u16(bytes, at);
      if (length < 4 || at + length > end) {
        return -1;
      }
      // The two upper bits are NLA_F_NESTED and NLA_F_NET_BYTEORDER.
      if ((LittleEndian.u16(bytes, at + 2) & 0x3FFF) == type) {
        return at + 4;
      }
      at += align(length);
    }
    return -1;
  }

  /** How long the value at {@code valueAt} is. */
  static int valueLength(byte[] bytes, int valueAt) {
    return LittleEndian.u16(bytes, valueAt - 4) - 4;
  }
}
