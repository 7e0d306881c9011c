package dev.pgtether.collector;

import static dev.pgtether.collector.Scans.ENOUGH;
import static dev.pgtether.collector.Scans.examined;
import static dev.pgtether.collector.Scans.holders;
import static dev.pgtether.collector.Scans.only;
import static dev.pgtether.collector.Scans.open;
import static dev.pgtether.collector.Scans.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgtether.collector.HostSockets.Namespaces;
import dev.pgtether.collector.HostSockets.Search;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.ScanCoverage.SocketListing;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.fact.TcpInfo;
import dev.pgtether.correlation.fact.TcpState;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against this machine's kernel, with sockets of the test's own. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "sockets are read from the Linux kernel")
class HostSocketsTest {

  private static final int SELF = (int) ProcessHandle.current().pid();

  @ParameterizedTest
  @EnumSource(SocketListing.class)
  void an_ipv4_socket_is_found_with_its_process_by_every_means_of_listing(
      SocketListing socketListing) throws Exception {
    // Given
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets =
            HostSockets.open(Namespaces.OWN, Search.FIRST_AND_KIN, socketListing)) {
      Endpoint client = server.connect().clientEndpoint();

      // When
      AgentReport report = sockets.scan(wanted(Set.of(server.port()), client), ENOUGH);

      // Then
      assertThat(report.coverage().listing()).isEqualTo(socketListing);
      ClientSocket socket = only(report);
      assertThat(socket.local()).isEqualTo(client);
      assertThat(socket.peer()).isEqualTo(server.endpoint());
      assertThat(socket.state()).isEqualTo(TcpState.ESTABLISHED);
      assertThat(holders(socket)).containsExactly(SELF);
      assertThat(socket.id().cookie() != 0).isEqualTo(socketListing != SocketListing.PROC_NET);
    }
  }

  @Test
  void a_survey_reports_whoever_is_connected_to_the_port_and_examines_him() throws Exception {
    // Given
    try (Loopback server = Loopback.on("127.0.0.1");
        Loopback stranger = Loopback.on("127.0.0.1");
        HostSockets sockets = open(Search.EVERY_HOLDER)) {
      Endpoint one = server.connect().clientEndpoint();
      Endpoint two = server.connect().clientEndpoint();
      stranger.connect();

      // When
      AgentReport report = sockets.survey(Set.of(server.port()), ENOUGH);

      // Then
      assertThat(report.sockets())
          .extracting(ClientSocket::local)
          .containsExactlyInAnyOrder(one, two);
      assertThat(report.sockets()).allMatch(socket -> socket.tcpInfo() != null);
      assertThat(report.sockets()).allMatch(socket -> holders(socket).equals(List.of(SELF)));
    }
  }

  @Test
  void a_listing_as_text_says_that_it_has_neither_cookies_nor_ages() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets =
            HostSockets.open(Namespaces.OWN, Search.FIRST_AND_KIN, SocketListing.PROC_NET)) {
      Endpoint client = server.connect().clientEndpoint();

      AgentReport report = sockets.scan(examined(server.port(), client), ENOUGH);

      assertThat(only(report).tcpInfo()).isNull();
      assertThat(report.coverage().limits()).contains(new Limit(Limit.Kind.NO_SOCKET_DIAGNOSIS, 1));
    }
  }

  @ParameterizedTest
  @EnumSource(SocketListing.class)
  void an_ipv6_socket_is_found_beside_an_ipv4_one_through_several_ports(SocketListing socketListing)
      throws Exception {
    assumeTrue(hasIpv6(), "needs an IPv6 loopback address (net.ipv6.conf.lo.disable_ipv6=0)");
    try (Loopback six = Loopback.on("::1");
        Loopback four = Loopback.on("127.0.0.1");
        HostSockets sockets =
            HostSockets.open(Namespaces.OWN, Search.FIRST_AND_KIN, socketListing)) {
      Endpoint first = six.connect().clientEndpoint();
      Endpoint second = four.connect().clientEndpoint();

      AgentReport report =
          sockets.scan(wanted(Set.of(six.port(), four.port(), 1), first, second), ENOUGH);

      assertThat(report.sockets())
          .extracting(ClientSocket::local)
          .containsExactlyInAnyOrder(first, second);
    }
  }

  @Test
  void a_socket_that_the_client_has_closed_shows_as_an_orphan_that_nobody_holds() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      // Given clients that have closed, and a server that has not. (One would do, but a busy kernel
      // drops orphans: tcp_max_orphans, tcp_max_tw_buckets.)
      Endpoint[] clients = new Endpoint[5];
      for (int i = 0; i < clients.length; i++) {
        Loopback.Connection connection = server.connect();
        clients[i] = connection.clientEndpoint();
        connection.client().close();
      }

      // When
      List<ClientSocket> orphans = List.of();
      for (int i = 0; i < 50 && orphans.isEmpty(); i++) {
        orphans =
            sockets.scan(wanted(Set.of(server.port()), clients), ENOUGH).sockets().stream()
                .filter(socket -> socket.state() != TcpState.FIN_WAIT1) // not acknowledged yet
                .toList();
        Thread.sleep(100);
      }
      assertThat(orphans).isNotEmpty();
      ClientSocket orphan = orphans.getFirst();

      // Then
      assertThat(orphan.state()).isEqualTo(TcpState.FIN_WAIT2);
      assertThat(orphan.holders()).isEqualTo(new SocketHolders.Nobody());
    }
  }

  @Test
  void a_wanted_endpoint_that_is_connected_elsewhere_is_reported_with_its_peer() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      Endpoint client = server.connect().clientEndpoint();

      ClientSocket socket = only(sockets.scan(wanted(Set.of(1), client), ENOUGH));

      assertThat(socket.peer()).isEqualTo(server.endpoint());
    }
  }

  @Test
  void nothing_else_is_reported_than_what_is_wanted() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      server.connect();
      Endpoint closed = new Endpoint(server.endpoint().address(), 1);

      assertThat(sockets.scan(wanted(Set.of(server.port()), closed), ENOUGH).sockets()).isEmpty();
      assertThat(sockets.scan(wanted(Set.of(server.port())), ENOUGH).sockets()).isEmpty();
    }
  }

  @Test
  void an_examination_tells_when_data_was_last_sent_and_how_much_came() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      // Given
      Loopback.Connection connection = server.connect();
      connection.client().getOutputStream().write(1);
      long sent = System.nanoTime();
      connection.accepted().getOutputStream().write(new byte[415]);
      assertThat(connection.client().getInputStream().readNBytes(415)).hasSize(415);
      Thread.sleep(300);

      // When
      TcpInfo tcpInfo =
          only(sockets.scan(examined(server.port(), connection.clientEndpoint()), ENOUGH))
              .tcpInfo();

      // Then
      long age = (tcpInfo.readInterval().endNanos() - sent) / 1_000_000;
      assertThat(tcpInfo.lastDataSentMillis()).isBetween(age - 60, age + 60);
      assertThat(tcpInfo.bytesReceived()).isEqualTo(415);
    }
  }

  @Test
  void a_scan_without_time_says_that_its_deadline_passed() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      SocketQuery query = wanted(Set.of(server.port()), server.connect().clientEndpoint());

      AgentReport late = sockets.scan(query, Duration.ZERO);
      AgentReport inTime = sockets.scan(query, ENOUGH);

      assertThat(late.coverage().limits()).extracting(Limit::kind).contains(Limit.Kind.DEADLINE);
      assertThat(holders(only(inTime))).containsExactly(SELF);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void the_own_namespace_is_reported_with_its_addresses(String loopback) throws Exception {
    try (HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      AgentReport report = sockets.scan(wanted(Set.of(5432)), ENOUGH);

      assertThat(report.namespaces()).hasSize(1);
      assertThat(report.namespaces().getFirst().agentsOwn()).isTrue();
      assertThat(report.namespaces().getFirst().hasAddress(Endpoint.of(loopback, 1).address()))
          .isTrue();
      assertThat(report.namespaces().getFirst().inode())
          .isEqualTo(
              Long.parseLong(
                  Files.readSymbolicLink(Path.of("/proc/self/ns/net"))
                      .toString()
                      .replaceAll("\\D", "")));
      assertThat(report.bootId())
          .isEqualTo(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    }
  }

  private static boolean hasIpv6() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
  }
}
