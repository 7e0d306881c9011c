package dev.pgtether.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgtether.collector.HostSockets.Namespaces;
import dev.pgtether.collector.HostSockets.Search;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With network namespaces of the test's own. */
class NamespacesTest {

  private static final Duration ENOUGH = Duration.ofSeconds(20);

  /** One client and its server on the loopback addresses of whatever namespace it runs in. */
  private static final String PAIR =
      """
      import socket, sys
      server = socket.create_server(("127.0.0.1", 15432))
      client = socket.create_connection(("127.0.0.1", 15432), source_address=("127.0.0.1", 40123))
      accepted = server.accept()
      print("ready", flush=True)
      sys.stdin.read()
      """;

  private final List<String> names = new ArrayList<>();
  private final Children children = new Children();

  @BeforeEach
  void needsTheRightToMakeNamespaces() throws IOException {
    assumeTrue(
        Children.isRoot(),
        "needs root: it makes network namespaces (CAP_SYS_ADMIN, CAP_NET_ADMIN)");
    assumeTrue(Children.hasProgram("ip"), "needs ip (iproute2)");
    assumeTrue(Children.hasProgram("python3"), "needs python3 for a client inside a namespace");
  }

  @AfterEach
  void removeTheNamespaces() throws Exception {
    children.close();
    for (String name : names) {
      Children.run("ip", "netns", "delete", name);
    }
  }

  @Test
  void
      one_address_and_port_in_two_namespaces_gives_two_sockets_each_with_its_namespace_and_process()
          throws Exception {
    // Given
    String first = namespace();
    String second = namespace();
    Children.Child one = pairIn(first);
    Children.Child other = pairIn(second);

    // When
    AgentReport report = scan(Namespaces.WHOLE_HOST, Endpoint.of("127.0.0.1", 40123));

    // Then
    assertThat(report.sockets())
        .extracting(socket -> socket.id().namespace() + " " + holders(socket))
        .containsExactlyInAnyOrder(
            inode(first) + " [" + one.pid() + "]", inode(second) + " [" + other.pid() + "]");
  }

  @Test
  void a_namespace_without_a_process_is_looked_into_by_its_name() throws Exception {
    String name = namespace();
    Children.run("ip", "-n", name, "address", "add", "198.18.77.9/32", "dev", "lo");

    AgentReport report = scan(Namespaces.WHOLE_HOST, Endpoint.of("198.18.77.9", 1));

    assertThat(report.namespaces())
        .filteredOn(namespace -> namespace.inode() == inode(name))
        .singleElement()
        .satisfies(
            namespace -> {
              assertThat(namespace.hasAddress(Endpoint.of("198.18.77.9", 1).address())).isTrue();
              assertThat(namespace.agentsOwn()).isFalse();
            });
  }

  @Test
  void the_thread_that_asked_stays_in_its_own_namespace() throws Exception {
    pairIn(namespace());
    Path own = Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"));

    AgentReport report = scan(Namespaces.WHOLE_HOST, Endpoint.of("127.0.0.1", 40123));

    assertThat(Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"))).isEqualTo(own);
    assertThat(report.namespaces()).filteredOn(NetworkNamespace::agentsOwn).hasSize(1);
  }

  @Test
  void namespaces_that_were_not_asked_for_are_counted_only_when_somebody_may_be_there()
      throws Exception {
    pairIn(namespace());

    AgentReport elsewhere = scan(Namespaces.OWN, Endpoint.of("198.18.99.1", 40123));
    AgentReport here;
    try (Loopback server = Loopback.on("127.0.0.1")) {
      Endpoint client = server.connect().clientEndpoint();
      here = scan(Namespaces.OWN, client);
    }

    assertThat(elsewhere.coverage().limits())
        .anySatisfy(
            limit -> {
              assertThat(limit.kind()).isEqualTo(Limit.Kind.NAMESPACES_NOT_ASKED);
              assertThat(limit.count()).isPositive();
            });
    assertThat(here.coverage().limits())
        .extracting(Limit::kind)
        .doesNotContain(Limit.Kind.NAMESPACES_NOT_ASKED);
  }

  @Test
  void a_namespace_that_is_deleted_is_not_kept_alive() throws Exception {
    String name = namespace();
    long inode = inode(name);
    try (HostSockets sockets = HostSockets.open(Namespaces.WHOLE_HOST, Search.FIRST_AND_KIN)) {
      SocketQuery query = query(Endpoint.of("198.18.77.9", 1));
      assertThat(inodes(sockets.scan(query, ENOUGH))).contains(inode);

      Children.run("ip", "netns", "delete", names.removeLast());

      assertThat(inodes(sockets.scan(query, ENOUGH))).doesNotContain(inode);
    }
  }

  private String namespace() throws Exception {
    String name = "pgtether-test-" + ProcessHandle.current().pid() + "-" + names.size();
    Children.run("ip", "netns", "add", name);
    names.add(name);
    Children.run("ip", "-n", name, "link", "set", "lo", "up");
    return name;
  }

  private Children.Child pairIn(String namespace) throws IOException {
    Children.Child child =
        children.start("nsenter", "--net=/run/netns/" + namespace, "python3", "-c", PAIR);
    assertThat(child.first()).isEqualTo("ready");
    return child;
  }

  private static AgentReport scan(Namespaces where, Endpoint wanted) {
    try (HostSockets sockets = HostSockets.open(where, Search.FIRST_AND_KIN)) {
      return sockets.scan(query(wanted), ENOUGH);
    }
  }

  private static SocketQuery query(Endpoint wanted) {
    return new SocketQuery(Set.of(15432), Set.of(wanted), Set.of(), Set.of(), null);
  }

  private static List<Long> inodes(AgentReport report) {
    return report.namespaces().stream().map(NetworkNamespace::inode).toList();
  }

  private static List<Integer> holders(ClientSocket socket) {
    return ((SocketHolders.Known) socket.holders())
        .holders().stream().map(socketHolder -> socketHolder.process().pid()).toList();
  }

  private static long inode(String name) {
    try {
      return (Long) Files.getAttribute(Path.of("/run/netns", name), "unix:ino");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
