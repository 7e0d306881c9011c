package dev.pgtether.collector.netlink;

import dev.pgtether.collector.table.SocketRow;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;

/**
 * {@code struct inet_diag_msg}: u8 family, state, timer, retrans; sockid {be16 sport, dport; be32
 * src[4], dst[4]; u32 if; u32 cookie[2]}; u32 expires, rqueue, wqueue, uid, inode; then attributes.
 */
final class DiagnosisRow implements SocketRow {

  static final int LENGTH = 72;

  private static final int INFO_ATTRIBUTE = 2;

  // struct tcp_info (linux/tcp.h): eight bytes, then nine u32 before tcpi_last_data_sent;
  // tcpi_bytes_received is a u64.
  private static final int LAST_DATA_SENT_AT = 44;
  private static final int BYTES_RECEIVED_AT = 128;
  private static final int INFO_NEEDED = 136;

  private byte[] bytes = new byte[0];
  private int at;
  private int infoAt = -1;

  /**
   * Makes this the row whose payload is {@code bytes[from, end)}; false when it is too short to be
   * one.
   */
  boolean read(byte[] from, int start, int end) {
    if (end - start < LENGTH) {
      return false;
    }
    bytes = from;
    at = start;
    infoAt = -1;
    return true;
  }

  /** As {@link #read}, with the attributes looked at too. */
  boolean readWithInfo(byte[] from, int start, int end) {
    if (!read(from, start, end)) {
      return false;
    }
    int info = Messages.attribute(from, start + LENGTH, end, INFO_ATTRIBUTE);
    // A TIME_WAIT socket has none; an old kernel's is shorter.
    infoAt = info >= 0 && Messages.valueLength(from, info) >= INFO_NEEDED ? info : -1;
    return true;
  }

  @Override
  public int state() {
    return bytes[at + 1];
  }

  @Override
  public int localPort() {
    return LittleEndian.port(bytes, at + 4);
  }

  @Override
  public int peerPort() {
    return LittleEndian.port(bytes, at + 6);
  }

  @Override
  public Endpoint local() {
    return new Endpoint(address(at + 8), localPort());
  }

  @Override
  public Endpoint peer() {
    return new Endpoint(address(at + 24), peerPort());
  }

  private IpAddress address(int from) {
    return IpAddress.ofBytes(bytes, from, bytes[at] == SocketRequest.AF_INET ? 4 : 16);
  }

  @Override
  public int networkInterface() {
    return LittleEndian.i32(bytes, at + 40);
  }

  @Override
  public long cookie() {
    return LittleEndian.i64(bytes, at + 44);
  }

  @Override
  public int uid() {
    return LittleEndian.i32(bytes, at + 64);
  }

  @Override
  public long inode() {
    return LittleEndian.u32(bytes, at + 68);
  }

  @Override
  public boolean hasTcpInfo() {
    return infoAt >= 0;
  }

  @Override
  public long lastDataSentMillis() {
    return LittleEndian.u32(bytes, infoAt + LAST_DATA_SENT_AT);
  }

  @Override
  public long bytesReceived() {
    return LittleEndian.i64(bytes, infoAt + BYTES_RECEIVED_AT);
  }
}
