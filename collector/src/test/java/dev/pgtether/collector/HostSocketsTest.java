package dev.pgtether.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgtether.collector.HostSockets.Namespaces;
import dev.pgtether.collector.HostSockets.Search;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.Examination;
import dev.pgtether.correlation.fact.Holder;
import dev.pgtether.correlation.fact.Holders;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.fact.TcpState;
import dev.pgtether.correlation.fact.Visibility.Limit;
import dev.pgtether.correlation.fact.Visibility.Listing;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against this machine's kernel, with sockets of the test's own. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "sockets are read from the Linux kernel")
class HostSocketsTest {

  private static final Duration ENOUGH = Duration.ofSeconds(20);
  private static final int SELF = (int) ProcessHandle.current().pid();

  @ParameterizedTest
  @EnumSource(Listing.class)
  void anIpv4SocketIsFoundWithItsProcessByEveryMeansOfListing(Listing listing) throws Exception {
    // Given
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets = HostSockets.open(Namespaces.OWN, Search.FIRST_AND_KIN, listing)) {
      Endpoint client = server.connect().clientEndpoint();

      // When
      AgentReport report = sockets.scan(wanted(Set.of(server.port()), client), ENOUGH);

      // Then
      assertThat(report.visibility().listing()).isEqualTo(listing);
      ClientSocket socket = only(report);
      assertThat(socket.local()).isEqualTo(client);
      assertThat(socket.peer()).isEqualTo(server.endpoint());
      assertThat(socket.state()).isEqualTo(TcpState.ESTABLISHED);
      assertThat(holders(socket)).containsExactly(SELF);
      assertThat(socket.id().cookie() != 0).isEqualTo(listing != Listing.PROC_NET);
    }
  }

  @Test
  void aListingAsTextSaysThatItHasNeitherCookiesNorAges() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets =
            HostSockets.open(Namespaces.OWN, Search.FIRST_AND_KIN, Listing.PROC_NET)) {
      Endpoint client = server.connect().clientEndpoint();

      AgentReport report = sockets.scan(examined(server.port(), client), ENOUGH);

      assertThat(only(report).examination()).isNull();
      assertThat(report.visibility().limits())
          .contains(new Limit(Limit.Kind.NO_SOCKET_DIAGNOSIS, 1));
    }
  }

  @ParameterizedTest
  @EnumSource(Listing.class)
  void anIpv6SocketIsFoundBesideAnIpv4OneThroughSeveralPorts(Listing listing) throws Exception {
    assumeTrue(hasIpv6(), "needs an IPv6 loopback address (net.ipv6.conf.lo.disable_ipv6=0)");
    try (Loopback six = Loopback.on("::1");
        Loopback four = Loopback.on("127.0.0.1");
        HostSockets sockets = HostSockets.open(Namespaces.OWN, Search.FIRST_AND_KIN, listing)) {
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
  void anotherProcessIsNamedWithItsStartAndItsCommand() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        Children children = new Children();
        HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      // Given
      Children.Child child = dial(children, server, "read line");
      Endpoint client = Loopback.clientOf(server.accept());

      // When
      Holders holders = only(sockets.scan(wanted(Set.of(server.port()), client), ENOUGH)).holders();

      // Then
      Holder holder = ((Holders.Known) holders).holders().getFirst();
      assertThat(holder.process().pid()).isEqualTo(child.pid());
      assertThat(holder.command()).isEqualTo("bash");
      long started = child.process().info().startInstant().orElseThrow().toEpochMilli() * 1000;
      assertThat(holder.process().startMicros())
          .isBetween(started - 2_000_000, started + 2_000_000);
    }
  }

  @ParameterizedTest
  @EnumSource(Search.class)
  void bothHoldersOfAForkedSocketAreFoundAndTheChildAloneAfterItsParentsDeath(Search search)
      throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        Children children = new Children();
        HostSockets sockets = open(search)) {
      // Given
      Children.Child parent = dial(children, server, "sleep 60 & echo $!; read line");
      int child = Integer.parseInt(parent.lines().readLine());
      Endpoint client = Loopback.clientOf(server.accept());
      SocketQuery query = wanted(Set.of(server.port()), client);

      // When both live
      assertThat(holders(only(sockets.scan(query, ENOUGH))))
          .containsExactlyInAnyOrder(parent.pid(), child);

      // When the parent is gone
      parent.process().destroyForcibly().waitFor();
      try {
        assertThat(holders(only(sockets.scan(query, ENOUGH)))).containsExactly(child);
        assertThat(holders(only(sockets.scan(query, ENOUGH)))).containsExactly(child);
      } finally {
        ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  @Test
  void aChildThatIsForkedBetweenTwoScansIsFoundInTheSecond() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        Children children = new Children();
        HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      Children.Child parent = dial(children, server, "read line; sleep 60 & echo $!; read line");
      Endpoint client = Loopback.clientOf(server.accept());
      SocketQuery query = wanted(Set.of(server.port()), client);
      assertThat(holders(only(sockets.scan(query, ENOUGH)))).containsExactly(parent.pid());

      parent.process().outputWriter().append("fork\n").flush();
      int child = Integer.parseInt(parent.lines().readLine());

      assertThat(holders(only(sockets.scan(query, ENOUGH))))
          .containsExactlyInAnyOrder(parent.pid(), child);
    }
  }

  @Test
  void aSocketThatTheClientHasClosedShowsAsAnOrphanThatNobodyHolds() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      // Given the client has closed and the server has not
      Loopback.Connection connection = server.connect();
      Endpoint client = connection.clientEndpoint();
      connection.client().close();

      // When
      ClientSocket orphan = only(sockets.scan(wanted(Set.of(server.port()), client), ENOUGH));

      // Then
      assertThat(orphan.state()).isEqualTo(TcpState.FIN_WAIT2);
      assertThat(orphan.holders()).isEqualTo(new Holders.Nobody());
    }
  }

  @Test
  void aWantedEndpointThatIsConnectedElsewhereIsReportedWithItsPeer() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      Endpoint client = server.connect().clientEndpoint();

      ClientSocket socket = only(sockets.scan(wanted(Set.of(1), client), ENOUGH));

      assertThat(socket.peer()).isEqualTo(server.endpoint());
    }
  }

  @Test
  void nothingElseIsReportedThanWhatIsWanted() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      server.connect();
      Endpoint closed = new Endpoint(server.endpoint().address(), 1);

      assertThat(sockets.scan(wanted(Set.of(server.port()), closed), ENOUGH).sockets()).isEmpty();
      assertThat(sockets.scan(wanted(Set.of(server.port())), ENOUGH).sockets()).isEmpty();
    }
  }

  @Test
  void anExaminationTellsWhenDataWasLastSentAndHowMuchCame() throws Exception {
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
      Examination examination =
          only(sockets.scan(examined(server.port(), connection.clientEndpoint()), ENOUGH))
              .examination();

      // Then
      long age = (examination.asked().endNanos() - sent) / 1_000_000;
      assertThat(examination.lastDataSentMillis()).isBetween(age - 60, age + 60);
      assertThat(examination.bytesReceived()).isEqualTo(415);
    }
  }

  @Test
  void aScanWithoutTimeSaysThatItsDeadlinePassed() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      SocketQuery query = wanted(Set.of(server.port()), server.connect().clientEndpoint());

      AgentReport late = sockets.scan(query, Duration.ZERO);
      AgentReport inTime = sockets.scan(query, ENOUGH);

      assertThat(late.visibility().limits()).extracting(Limit::kind).contains(Limit.Kind.DEADLINE);
      assertThat(holders(only(inTime))).containsExactly(SELF);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void theOwnNamespaceIsReportedWithItsAddresses(String loopback) throws Exception {
    try (HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      AgentReport report = sockets.scan(wanted(Set.of(5432)), ENOUGH);

      assertThat(report.namespaces()).hasSize(1);
      assertThat(report.namespaces().getFirst().own()).isTrue();
      assertThat(report.namespaces().getFirst().owns(Endpoint.of(loopback, 1).address())).isTrue();
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

  @ParameterizedTest
  @EnumSource(Search.class)
  void aThousandScansLeaveNothingOpen(Search search) throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        HostSockets sockets = open(search)) {
      // Given
      Endpoint[] clients = new Endpoint[20];
      for (int i = 0; i < clients.length; i++) {
        clients[i] = server.connect().clientEndpoint();
      }
      SocketQuery query = examined(server.port(), clients);
      int scans = search == Search.FIRST_AND_KIN ? 1000 : 100;
      for (int i = 0; i < 100; i++) {
        sockets.scan(query, ENOUGH);
      }
      long descriptors = openDescriptors();
      long memory = residentKilobytes();

      // When
      for (int i = 0; i < scans; i++) {
        assertThat(sockets.scan(query, ENOUGH).sockets()).hasSize(clients.length);
      }

      // Then
      assertThat(openDescriptors()).isLessThanOrEqualTo(descriptors + 2);
      assertThat(residentKilobytes() - memory).isLessThan(200_000);
    }
  }

  @Test
  void afterClosingThereIsNoScanAndNoDescriptorLeft() throws Exception {
    open(Search.FIRST_AND_KIN).close();
    long before = openDescriptors();

    HostSockets sockets = open(Search.FIRST_AND_KIN);
    sockets.scan(wanted(Set.of(5432), Endpoint.of("127.0.0.1", 1)), ENOUGH);
    sockets.close();
    sockets.close();

    assertThat(openDescriptors()).isEqualTo(before);
    assertThatThrownBy(() -> sockets.scan(wanted(Set.of(5432)), ENOUGH))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatSsShowsOfAChildsSocketIsWhatIsReported() throws Exception {
    assumeTrue(Children.hasProgram("ss"), "needs ss (iproute2)");
    try (Loopback server = Loopback.on("127.0.0.1");
        Children children = new Children();
        HostSockets sockets = open(Search.EVERY_HOLDER)) {
      dial(children, server, "sleep 60 & read line");
      Endpoint client = Loopback.clientOf(server.accept());

      String line = Children.run("ss", "-Htnpe", "src", client.toString());
      ClientSocket socket = only(sockets.scan(wanted(Set.of(server.port()), client), ENOUGH));

      assertThat(holders(socket)).allSatisfy(pid -> assertThat(line).contains("pid=" + pid + ","));
      assertThat(holders(socket)).hasSize(line.split("pid=", -1).length - 1);
      assertThat(line).contains("sk:" + Long.toHexString(socket.id().cookie()));
    }
  }

  private static HostSockets open(Search search) {
    return HostSockets.open(Namespaces.OWN, search);
  }

  /** A bash with the connection as its descriptor 3. */
  private static Children.Child dial(Children children, Loopback server, String then)
      throws IOException {
    return children.start(
        "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + server.port() + "; echo ready; " + then);
  }

  private static SocketQuery wanted(Set<Integer> ports, Endpoint... wanted) {
    return new SocketQuery(ports, Set.copyOf(Arrays.asList(wanted)), Set.of(), Set.of(), null);
  }

  private static SocketQuery examined(int port, Endpoint... wanted) {
    Set<Endpoint> all = Set.copyOf(Arrays.asList(wanted));
    return new SocketQuery(Set.of(port), all, all, Set.of(), null);
  }

  private static ClientSocket only(AgentReport report) {
    assertThat(report.sockets()).hasSize(1);
    return report.sockets().getFirst();
  }

  private static List<Integer> holders(ClientSocket socket) {
    assertThat(socket.holders()).isInstanceOf(Holders.Known.class);
    return ((Holders.Known) socket.holders())
        .holders().stream().map(holder -> holder.process().pid()).toList();
  }

  private static long openDescriptors() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }

  private static long residentKilobytes() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private static boolean hasIpv6() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
  }
}
