package dev.pgtether.collector.netlink;

import static dev.pgtether.collector.netlink.SocketRequestTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiagnosisRowTest {

  private static final String MAPPED =
      """
      0a 01 00 00                          # AF_INET6, ESTABLISHED, timer, retrans
      a268 1538                            # 41576 to 5432
      00000000 00000000 0000ffff 7f000001  # ::ffff:127.0.0.1
      00000000 00000000 0000ffff 7f000001
      00000000 7100000002000000            # interface, cookie
      00000000 00000000 00000000           # expires, queues
      e8030000 c34e0200                    # uid 1000, inode 151235
      """;

  @Test
  void a_row_of_an_ipv6_socket_on_ipv4_is_read_unmapped() {
    byte[] message = bytes(MAPPED);
    DiagnosisRow row = new DiagnosisRow();

    assertThat(row.readWithInfo(message, 0, message.length)).isTrue();

    assertThat(row.state()).isEqualTo(1);
    assertThat(row.local()).isEqualTo(Endpoint.of("127.0.0.1", 41576));
    assertThat(row.peer()).isEqualTo(Endpoint.of("127.0.0.1", 5432));
    assertThat(row.cookie()).isEqualTo(0x2_0000_0071L);
    assertThat(row.uid()).isEqualTo(1000);
    assertThat(row.inode()).isEqualTo(151_235);
    assertThat(row.hasTcpInfo()).isFalse();
  }

  @Test
  void the_past_of_a_socket_stands_behind_other_attributes() {
    String info =
        MAPPED
            + """
            0500 0800 00 000000                  # INET_DIAG_SHUTDOWN, padded
            8c00 0200                            # INET_DIAG_INFO, 136 bytes
            """
            + "00".repeat(44)
            + "\na80f0000 # tcpi_last_data_sent: 4008 ms\n"
            + "00".repeat(80)
            + "\n9f01000001000000 # tcpi_bytes_received: 2^32 + 415\n";
    byte[] message = bytes(info);
    DiagnosisRow row = new DiagnosisRow();

    assertThat(row.readWithInfo(message, 0, message.length)).isTrue();

    assertThat(row.hasTcpInfo()).isTrue();
    assertThat(row.lastDataSentMillis()).isEqualTo(4008);
    assertThat(row.bytesReceived()).isEqualTo((1L << 32) + 415);
  }

  @Test
  void a_shorter_tcp_info_of_an_old_kernel_counts_as_none() {
    byte[] message = bytes(MAPPED + "6c00 0200" + "00".repeat(104));
    DiagnosisRow row = new DiagnosisRow();

    assertThat(row.readWithInfo(message, 0, message.length)).isTrue();

    assertThat(row.hasTcpInfo()).isFalse();
  }

  @Test
  void a_message_that_is_cut_is_no_row() {
    byte[] message = bytes(MAPPED);

    assertThat(new DiagnosisRow().read(message, 0, message.length - 1)).isFalse();
  }

  @Test
  void an_attribute_that_claims_more_than_there_is_is_not_read() {
    byte[] message = bytes(MAPPED + "ff00 0200 00000000");
    DiagnosisRow row = new DiagnosisRow();

    assertThat(row.readWithInfo(message, 0, message.length)).isTrue();

    assertThat(row.hasTcpInfo()).isFalse();
  }

  @Test
  void the_near_end_of_a_point_to_point_interface_is_the_one_that_counts() {
    byte[] message =
        bytes(
            """
            02 20 80 00 05000000                 # AF_INET, /32, flags, scope, interface 5
            0800 0100 0a080001                   # IFA_ADDRESS: the far end
            0800 0200 0a080002                   # IFA_LOCAL
            """);
    Set<IpAddress> addresses = new HashSet<>();

    InterfaceAddresses.addAddress(message, 0, message.length, addresses);

    assertThat(addresses).containsExactly(IpAddress.parse("10.8.0.2"));
  }

  @Test
  void an_accepted_unix_connection_is_known_by_its_listeners_name() {
    byte[] message =
        bytes(
            """
            01 01 01 00 6f7b0200 0500000000000000 # AF_UNIX, STREAM, ESTABLISHED; inode 162671; cookie 5
            1600 0000 2f746d702f2e732e504753514c2e35343332 0000 # /tmp/.s.PGSQL.5432, padded
            0800 0200 6e7b0200                   # UNIX_DIAG_PEER 162670
            """);

    assertThat(UnixRequest.read(message, 0, message.length, "/.s.PGSQL.5432"))
        .isEqualTo(new UnixConnection(162_671, 5, 162_670));
    assertThat(UnixRequest.read(message, 0, message.length, "/.s.PGSQL.543")).isNull();
    assertThat(UnixRequest.read(message, 0, message.length, "/.s.PGSQL.15432")).isNull();
  }

  @Test
  void a_unix_connection_without_a_peer_was_closed_by_its_client() {
    byte[] message =
        bytes(
            """
            01 01 01 00 6f7b0200 0500000000000000
            1500 0000 00702f2e732e504753514c2e3534333200 000000 # abstract, as bound with a NUL at its end
            """);

    assertThat(UnixRequest.read(message, 0, message.length, "p/.s.PGSQL.5432"))
        .isEqualTo(new UnixConnection(162_671, 5, 0));
  }
}
