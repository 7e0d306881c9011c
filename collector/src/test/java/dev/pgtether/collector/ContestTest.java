package dev.pgtether.collector;

import static dev.pgtether.collector.Scans.ENOUGH;
import static dev.pgtether.collector.Scans.only;
import static dev.pgtether.collector.Scans.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.collector.HostSockets.Namespaces;
import dev.pgtether.collector.HostSockets.Search;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ScanCoverage.SocketListing;
import dev.pgtether.correlation.fact.SocketQuery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Whether something else stands at a socket's own address and port. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "sockets are read from the Linux kernel")
class ContestTest {

  @Test
  void a_socket_stands_alone_where_no_other_has_its_address_and_port() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      Endpoint client = server.connect().clientEndpoint();
      server.connect();

      ClientSocket socket = only(sockets.scan(contested(server.port(), client), ENOUGH));

      assertThat(socket.soleAtEndpoint()).isTrue();
    }
  }

  @Test
  void
      a_socket_does_not_stand_alone_where_another_of_the_port_leads_somewhere_that_nobody_asked_for()
          throws Exception {
    // Given one local port that is connected to two servers
    try (Loopback server = Loopback.on("127.0.0.1");
        Loopback elsewhere = Loopback.on("127.0.0.1");
        HostSockets sockets = open(Search.FIRST_AND_KIN);
        Socket one = connected(0, server);
        Socket other = connected(one.getLocalPort(), elsewhere)) {
      Endpoint client = Loopback.clientOf(server.accept());
      assertThat(other.getLocalPort()).isEqualTo(client.port());

      // When
      ClientSocket socket = only(sockets.scan(contested(server.port(), client), ENOUGH));

      // Then
      assertThat(socket.peer()).isEqualTo(server.endpoint());
      assertThat(socket.soleAtEndpoint()).isFalse();
    }
  }

  @Test
  void what_the_other_has_closed_still_stands_until_its_server_has_too() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        Loopback elsewhere = Loopback.on("127.0.0.1");
        HostSockets sockets = open(Search.FIRST_AND_KIN);
        Socket one = connected(0, server);
        Socket other = connected(one.getLocalPort(), elsewhere)) {
      Endpoint client = Loopback.clientOf(server.accept());
      other.shutdownOutput();

      ClientSocket socket = only(sockets.scan(contested(server.port(), client), ENOUGH));

      assertThat(socket.soleAtEndpoint()).isFalse();
    }
  }

  @Test
  void where_nobody_asks_or_the_listing_has_no_cookies_no_socket_is_said_to_stand_alone()
      throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets asText =
            HostSockets.open(Namespaces.OWN, Search.FIRST_AND_KIN, SocketListing.PROC_NET);
        HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      Endpoint client = server.connect().clientEndpoint();

      assertThat(only(sockets.scan(Scans.examined(server.port(), client), ENOUGH)).soleAtEndpoint())
          .isFalse();
      assertThat(only(asText.scan(contested(server.port(), client), ENOUGH)).soleAtEndpoint())
          .isFalse();
    }
  }

  private static SocketQuery contested(int port, Endpoint client) {
    Set<Endpoint> it = Set.of(client);
    return new SocketQuery(Set.of(port), it, it, it, Set.of(), null);
  }

  /** From a port that others may have too; 0 for any. */
  private static Socket connected(int port, Loopback server) throws IOException {
    Socket socket = new Socket();
    socket.setReuseAddress(true);
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    socket.bind(new InetSocketAddress(loopback, port));
    socket.connect(new InetSocketAddress(loopback, server.port()), 5_000);
    return socket;
  }
}
