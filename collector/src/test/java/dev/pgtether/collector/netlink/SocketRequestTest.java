package dev.pgtether.collector.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.collector.table.TcpFilter;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.TcpState;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Byte for byte, as x86_64 and aarch64 alike want them: little-endian, but for ports and addresses.
 */
class SocketRequestTest {

  private static final TcpFilter ESTABLISHED = TcpFilter.inStates(Set.of(TcpState.ESTABLISHED));

  @Test
  void a_listing_in_one_pass_carries_a_single_port_in_its_header() {
    byte[] request = SocketRequest.dumpOnePass(ESTABLISHED.toPeerPorts(Set.of(5432)));

    assertThat(request)
        .isEqualTo(
            bytes(
                """
                4c000000 1200 0103 00000000 00000000 # length 76, TCPDIAG_GETSOCK, REQUEST|DUMP, sequence, port
                02 00 00 00                          # family, src_len, dst_len, ext
                0000 1538                            # source port, destination port 5432
                00000000 00000000 00000000 00000000  # source address
                00000000 00000000 00000000 00000000  # destination address
                00000000 00000000 00000000           # interface, cookie
                02000000 00000000                    # states: ESTABLISHED, dbs
                """));
  }

  @Test
  void several_ports_go_into_a_program_for_the_kernel() {
    byte[] request =
        SocketRequest.dumpOnePass(ESTABLISHED.toPeerPorts(Set.of(5432, 6432, 5433)).withTcpInfo());

    assertThat(request)
        .isEqualTo(
            bytes(
                """
                70000000 1200 0103 00000000 00000000
                02 00 00 02                          # ext: INET_DIAG_INFO
                0000 0000
                00000000 00000000 00000000 00000000
                00000000 00000000 00000000 00000000
                00000000 00000000 00000000
                02000000 00000000
                2400 0100                            # attribute of 36 bytes, INET_DIAG_REQ_BYTECODE
                0c 08 0c00 00 00 3815                # D_EQ 5432, else 12 further
                01 04 1800                           # JMP 24, to the end: accepted
                0c 08 0c00 00 00 3915                # D_EQ 5433
                01 04 0c00                           # JMP 12
                0c 08 0c00 00 00 2019                # D_EQ 6432, else 12: 4 behind the end, rejected
                """));
  }

  @Test
  void a_listing_by_family_is_the_newer_request() {
    byte[] request = SocketRequest.dumpFamily(10, ESTABLISHED.fromLocalPorts(Set.of(5432)));

    assertThat(request)
        .isEqualTo(
            bytes(
                """
                48000000 1400 0103 00000000 00000000 # length 72, SOCK_DIAG_BY_FAMILY
                0a 06 00 00                          # AF_INET6, IPPROTO_TCP, ext, pad
                02000000                             # states
                1538 0000                            # source port 5432
                00000000 00000000 00000000 00000000
                00000000 00000000 00000000 00000000
                00000000 00000000 00000000
                """));
  }

  @Test
  void one_socket_is_asked_for_by_its_ends_and_its_cookie() {
    byte[] request =
        SocketRequest.exact(
            Endpoint.of("10.0.2.2", 54092),
            Endpoint.of("10.0.2.15", 5432),
            3,
            0x1122_3344_5566_7788L);

    assertThat(request)
        .isEqualTo(
            bytes(
                """
                48000000 1400 0100 00000000 00000000 # no DUMP
                02 06 02 00                          # AF_INET, TCP, ext INET_DIAG_INFO
                ffffffff                             # every state
                d34c 1538
                0a000202 00000000 00000000 00000000
                0a00020f 00000000 00000000 00000000
                03000000 8877665544332211            # interface, cookie
                """));
  }

  @Test
  void an_ipv6_socket_is_asked_for_with_sixteen_bytes() {
    byte[] request = SocketRequest.exact(Endpoint.of("fd00::1", 1), Endpoint.of("::1", 2), 0, -1);

    assertThat(request)
        .isEqualTo(
            bytes(
                """
                48000000 1400 0100 00000000 00000000
                0a 06 02 00
                ffffffff
                0001 0002
                fd000000 00000000 00000000 00000001
                00000000 00000000 00000000 00000001
                00000000 ffffffffffffffff            # INET_DIAG_NOCOOKIE
                """));
  }

  @Test
  void unix_connections_are_asked_for_with_names_and_peers() {
    assertThat(UnixRequest.establishedWithPeers())
        .isEqualTo(
            bytes(
                """
                28000000 1400 0103 00000000 00000000
                01 00 0000                           # AF_UNIX, protocol, pad
                02000000 00000000                    # states: ESTABLISHED, inode
                05000000                             # UDIAG_SHOW_NAME | UDIAG_SHOW_PEER
                00000000 00000000                    # cookie
                """));
  }

  static byte[] bytes(String text) {
    StringBuilder hex = new StringBuilder();
    text.lines().forEach(line -> hex.append(line.replaceFirst("#.*", "").replace(" ", "")));
    return HexFormat.of().parseHex(hex);
  }
}
