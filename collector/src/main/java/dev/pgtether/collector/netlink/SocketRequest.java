package dev.pgtether.collector.netlink;

import dev.pgtether.collector.table.TcpFilter;
import dev.pgtether.correlation.fact.Endpoint;

/** Requests of socket diagnosis, byte by byte ({@code linux/inet_diag.h}). */
final class SocketRequest {

  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  /**
   * {@code TCPDIAG_GETSOCK}: the old request, whose dump walks the table once for both families.
   */
  static final int ONE_PASS = 18;

  /** {@code SOCK_DIAG_BY_FAMILY}. */
  static final int BY_FAMILY = 20;

  private static final int IPPROTO_TCP = 6;
  private static final int BYTECODE_ATTRIBUTE = 1;
  private static final int SOCKET_ID = 48;

  /** {@code 1 << (INET_DIAG_INFO - 1)}. */
  private static final int WITH_INFO = 2;

  /**
   * More ports than this are filtered here rather than in the kernel: a test costs it time for each
   * socket.
   */
  private static final int MOST_PORTS = 64;

  private SocketRequest() {}

  /**
   * nlmsghdr 16, then struct inet_diag_req: u8 family, src_len, dst_len, ext; sockid 48; u32
   * states; u32 dbs.
   */
  static byte[] dumpOnePass(TcpFilter filter) {
    byte[] program = program(filter);
    byte[] request = withProgram(ONE_PASS, 60, program);
    request[Messages.HEADER] = AF_INET;
    request[Messages.HEADER + 3] = (byte) (filter.withInfo() ? WITH_INFO : 0);
    ports(request, Messages.HEADER + 4, filter);
    LittleEndian.putI32(request, Messages.HEADER + 4 + SOCKET_ID, filter.states());
    return request;
  }

  /**
   * nlmsghdr 16, then struct inet_diag_req_v2: u8 family, protocol, ext, pad; u32 states; sockid
   * 48.
   */
  static byte[] dumpFamily(int family, TcpFilter filter) {
    byte[] program = program(filter);
    byte[] request = withProgram(BY_FAMILY, 56, program);
    request[Messages.HEADER] = (byte) family;
    request[Messages.HEADER + 1] = IPPROTO_TCP;
    request[Messages.HEADER + 2] = (byte) (filter.withInfo() ? WITH_INFO : 0);
    LittleEndian.putI32(request, Messages.HEADER + 4, filter.states());
    ports(request, Messages.HEADER + 8, filter);
    return request;
  }

  /**
   * One socket by its four-tuple, with its past.
   *
   * @param cookie −1 for any ({@code INET_DIAG_NOCOOKIE})
   */
  static byte[] exact(Endpoint local, Endpoint peer, int networkInterface, long cookie) {
    boolean ipv6 = !local.address().isIpv4();
    byte[] request = Messages.request(Messages.HEADER + 56, BY_FAMILY, 0);
    request[Messages.HEADER] = (byte) (ipv6 ? AF_INET6 : AF_INET);
    request[Messages.HEADER + 1] = IPPROTO_TCP;
    request[Messages.HEADER + 2] = WITH_INFO;
    LittleEndian.putI32(request, Messages.HEADER + 4, -1);
    int id = Messages.HEADER + 8;
    LittleEndian.putPort(request, id, local.port());
    LittleEndian.putPort(request, id + 2, peer.port());
    LittleEndian.putAddress(request, id + 4, local.address(), ipv6);
    LittleEndian.putAddress(request, id + 20, peer.address(), ipv6);
    LittleEndian.putI32(request, id + 36, networkInterface);
    LittleEndian.putI64(request, id + 40, cookie);
    return request;
  }

  /** A single port goes into the header, where its test costs the kernel least. */
  private static void ports(byte[] request, int id, TcpFilter filter) {
    int[] local = filter.localPorts().toArray();
    if (local.length == 1) {
      LittleEndian.putPort(request, id, local[0]);
    }
    int[] peer = filter.peerPorts().toArray();
    if (peer.length == 1) {
      LittleEndian.putPort(request, id + 2, peer[0]);
    }
  }

  private static byte[] program(TcpFilter filter) {
    int[] peer = filter.peerPorts().toArray();
    if (isSeveral(peer)) {
      return PortFilter.peerPorts(peer);
    }
    int[] local = filter.localPorts().toArray();
    return isSeveral(local) ? PortFilter.localPorts(local) : new byte[0];
  }

  private static boolean isSeveral(int[] ports) {
    return ports.length > 1 && ports.length <= MOST_PORTS;
  }

  private static byte[] withProgram(int type, int payload, byte[] program) {
    int end = Messages.HEADER + payload;
    if (program.length == 0) {
      return Messages.request(end, type, Messages.FLAG_DUMP);
    }
    byte[] request = Messages.request(end + 4 + program.length, type, Messages.FLAG_DUMP);
    LittleEndian.putU16(request, end, 4 + program.length);
    LittleEndian.putU16(request, end + 2, BYTECODE_ATTRIBUTE);
    System.arraycopy(program, 0, request, end + 4, program.length);
    return request;
  }
}
