package dev.pgtether.collector;

import static dev.pgtether.collector.Scans.ENOUGH;
import static dev.pgtether.collector.Scans.examined;
import static dev.pgtether.collector.Scans.holders;
import static dev.pgtether.collector.Scans.only;
import static dev.pgtether.collector.Scans.open;
import static dev.pgtether.collector.Scans.wanted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgtether.collector.HostSockets.Search;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is said to hold a socket, and what a scan leaves behind; against this machine's kernel. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "processes are read from Linux's /proc")
class HoldersTest {

  @Test
  void another_process_is_named_with_its_start_and_its_command() throws Exception {
    try (Loopback server = Loopback.on("127.0.0.1");
        Children children = new Children();
        HostSockets sockets = open(Search.FIRST_AND_KIN)) {
      // Given
      Children.Child child = dial(children, server, "read line");
      Endpoint client = Loopback.clientOf(server.accept());

      // When
      SocketHolders socketHolders =
          only(sockets.scan(wanted(Set.of(server.port()), client), ENOUGH)).holders();

      // Then
      SocketHolder socketHolder = ((SocketHolders.Known) socketHolders).holders().getFirst();
      assertThat(socketHolder.process().pid()).isEqualTo(child.pid());
      assertThat(socketHolder.command()).isEqualTo("bash");
      long started = child.process().info().startInstant().orElseThrow().toEpochMilli() * 1000;
      assertThat(socketHolder.process().startMicros())
          .isBetween(started - 2_000_000, started + 2_000_000);
    }
  }

  @ParameterizedTest
  @EnumSource(Search.class)
  void both_holders_of_a_forked_socket_are_found_and_the_child_alone_after_its_parents_death(
      Search search) throws Exception {
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
  void a_child_that_is_forked_between_two_scans_is_found_in_the_second() throws Exception {
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

  @ParameterizedTest
  @EnumSource(Search.class)
  void a_thousand_scans_leave_nothing_open(Search search) throws Exception {
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
  void after_closing_there_is_no_scan_and_no_descriptor_left() throws Exception {
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
  void what_ss_shows_of_a_childs_socket_is_what_is_reported() throws Exception {
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

  /** A bash with the connection as its descriptor 3. */
  private static Children.Child dial(Children children, Loopback server, String then)
      throws IOException {
    return children.start(
        "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + server.port() + "; echo ready; " + then);
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
}
