package dev.pgtether.collector.netlink;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Diagnosis of Unix-domain sockets, byte by byte ({@code linux/unix_diag.h}). */
final class UnixRequest {

  private static final int AF_UNIX = 1;
  private static final int ESTABLISHED = 1;
  private static final int SHOW_NAME = 0x1;
  private static final int SHOW_PEER = 0x4;
  private static final int NAME_ATTRIBUTE = 0;
  private static final int PEER_ATTRIBUTE = 2;
  private static final int MESSAGE = 16;

  private UnixRequest() {}

  /** struct unix_diag_req: u8 family, protocol; u16 pad; u32 states, ino, show; u32 cookie[2]. */
  static byte[] establishedWithPeers() {
    byte[] request =
        Messages.request(Messages.HEADER + 24, SocketRequest.BY_FAMILY, Messages.FLAG_DUMP);
    request[Messages.HEADER] = AF_UNIX;
    LittleEndian.putI32(request, Messages.HEADER + 4, 1 << ESTABLISHED);
    LittleEndian.putI32(request, Messages.HEADER + 12, SHOW_NAME | SHOW_PEER);
    return request;
  }

  /**
   * struct unix_diag_msg: u8 family, type, state, pad; u32 ino; u32 cookie[2]; then attributes.
   * Null for a socket whose name does not end in {@code nameEnd}; an accepted socket has its
   * listener's name, a client's has none.
   */
  static @Nullable UnixConnection read(byte[] bytes, int from, int end, String nameEnd) {
    int name = Messages.attribute(bytes, from + MESSAGE, end, NAME_ATTRIBUTE);
    if (name < 0 || !endsWith(bytes, name, Messages.valueLength(bytes, name), nameEnd)) {
      return null;
    }
    int peer = Messages.attribute(bytes, from + MESSAGE, end, PEER_ATTRIBUTE);
    return new UnixConnection(
        LittleEndian.u32(bytes, from + 4),
        LittleEndian.i64(bytes, from + 8),
        peer < 0 ? 0 : LittleEndian.u32(bytes, peer));
  }

  /**
   * A path may or may not be followed by a NUL, as its owner bound it (unix(7)); an abstract name
   * begins with one.
   */
  private static boolean endsWith(byte[] bytes, int at, int length, String nameEnd) {
    int end = at + length;
    if (length > 0 && bytes[end - 1] == 0) {
      end--;
    }
    byte[] wanted = nameEnd.getBytes(StandardCharsets.UTF_8);
    int start = end - wanted.length;
    if (start < at) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[start + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
