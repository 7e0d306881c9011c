package dev.pgtether.collector.netlink;

/**
 * A program for the kernel's socket filter ({@code INET_DIAG_REQ_BYTECODE}, {@code struct
 * inet_diag_bc_op}): the port is one of several.
 */
final class PortFilter {

  private static final int JUMP = 1;
  private static final int LOCAL_PORT = 11;
  private static final int PEER_PORT = 12;

  private PortFilter() {}

  static byte[] peerPorts(int[] ports) {
    return anyOf(PEER_PORT, ports);
  }

  static byte[] localPorts(int[] ports) {
    return anyOf(LOCAL_PORT, ports);
  }

  /**
   * For each port a test of two operations (8 bytes, the port in the second one's {@code no}); all
   * but the last are followed by a jump to the end, which accepts. A test that fails skips that
   * jump; the last one skips to four bytes behind the end, which rejects.
   */
  private static byte[] anyOf(int test, int[] ports) {
    byte[] program = new byte[ports.length * 12 - 4];
    int at = 0;
    for (int i = 0; i < ports.length; i++) {
      operation(program, at, test, 8, 12);
      operation(program, at + 4, 0, 0, ports[i]);
      at += 8;
      if (i < ports.length - 1) {
        operation(program, at, JUMP, 4, program.length - at);
        at += 4;
      }
    }
    return program;
  }

  private static void operation(byte[] program, int at, int code, int yes, int no) {
    program[at] = (byte) code;
    program[at + 1] = (byte) yes;
    LittleEndian.putU16(program, at + 2, no);
  }
}
