package dev.pgtether.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgtether.collector.HostSockets.Namespaces;
import dev.pgtether.collector.HostSockets.Search;
import dev.pgtether.correlation.fact.BackendProcess;
import dev.pgtether.correlation.fact.BackendProcess.AcceptedConnection;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ServerHostView;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.fact.SocketQuery.AuditConnection;
import dev.pgtether.correlation.fact.TcpState;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** With a PostgreSQL of the distribution's, and psql as its clients. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresServerSideTest {

  private static final Duration ENOUGH = Duration.ofSeconds(20);

  private final Children clients = new Children();
  private Path programs;
  private Path folder;
  private int port;

  @BeforeAll
  void startPostgres() throws Exception {
    programs = postgres();
    assumeTrue(programs != null, "needs PostgreSQL's programs in /usr/lib/postgresql/*/bin");
    assumeTrue(
        Children.isRoot() && Children.hasProgram("setpriv"),
        "needs root and setpriv, to become postgres");
    assumeTrue(
        Files.readString(Path.of("/etc/passwd")).contains("\npostgres:"),
        "needs a user named postgres");
    folder =
        Files.createTempDirectory(
            Path.of("/tmp"),
            "pgtether",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Children.run("chown", "postgres", folder.toString());
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    asPostgres("initdb", "-D", folder + "/data", "-A", "trust", "-U", "postgres", "--no-sync");
    asPostgres(
        "pg_ctl",
        "-D",
        folder + "/data",
        "-w",
        "-l",
        folder + "/log",
        "-o",
        "-F -p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + folder,
        "start");
  }

  @AfterAll
  void stopPostgres() throws Exception {
    if (folder == null) {
      return;
    }
    clients.close();
    asPostgres("pg_ctl", "-D", folder + "/data", "-m", "immediate", "-w", "stop");
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(each);
      }
    }
  }

  @Test
  void backends_are_found_with_their_connections_and_their_unix_clients() throws Exception {
    // Given
    Session own = psql("127.0.0.1");
    Session tcp = psql("127.0.0.1");
    Session unix = psql(folder.toString());

    // When
    ServerHostView server = scan(own, tcp, unix);

    // Then
    assertThat(server.descriptorsReadable()).isTrue();
    assertThat(server.listeners()).containsExactly(Endpoint.of("127.0.0.1", port));
    BackendProcess overTcp = backend(server, tcp);
    assertThat(overTcp.process().pid()).isEqualTo(tcp.backend());
    assertThat(overTcp.connections())
        .containsExactly(
            new AcceptedConnection(
                Endpoint.of("127.0.0.1", port), tcp.client(), TcpState.ESTABLISHED));
    assertThat(overTcp.unixPeers()).isEmpty();
    BackendProcess overUnix = backend(server, unix);
    assertThat(overUnix.connections()).isEmpty();
    assertThat(overUnix.unixPeers())
        .singleElement()
        .satisfies(peer -> assertThat(pids(peer.holders())).containsExactly(unix.psql()));
  }

  @Test
  void
      a_backend_that_outlives_its_client_shows_close_wait_and_a_unix_client_that_is_gone_shows_nobody()
          throws Exception {
    // Given both clients are killed while their backends work
    Session own = psql("127.0.0.1");
    Session tcp = psql("127.0.0.1");
    Session unix = psql(folder.toString());
    for (Session session : List.of(tcp, unix)) {
      session.child().process().outputWriter().append("select pg_sleep(20);\n").flush();
    }
    Thread.sleep(300);
    for (Session session : List.of(tcp, unix)) {
      session.child().process().destroyForcibly().waitFor();
    }
    Thread.sleep(100);

    // When
    ServerHostView server = scan(own, tcp, unix);

    // Then
    assertThat(backend(server, tcp).connections())
        .extracting(AcceptedConnection::state)
        .containsExactly(TcpState.CLOSE_WAIT);
    assertThat(backend(server, unix).unixPeers())
        .containsExactly(new BackendProcess.UnixPeer(0, new SocketHolders.Nobody()));
  }

  @Test
  void a_backend_that_has_ended_is_not_among_the_processes() throws Exception {
    Session own = psql("127.0.0.1");
    Session gone = psql("127.0.0.1");
    gone.child().process().outputWriter().append("\\q\n").flush();
    gone.child().process().waitFor();
    Thread.sleep(300);

    ServerHostView server = scan(own, gone);

    assertThat(server.backendProcesses()).isEmpty();
    assertThat(server.descriptorsReadable()).isTrue();
  }

  @Test
  void a_connection_whose_backend_has_another_number_is_not_this_servers() throws Exception {
    Session own = psql("127.0.0.1");
    AuditConnection elsewhere =
        new AuditConnection(own.client(), Endpoint.of("127.0.0.1", port), own.backend() + 1);

    try (HostSockets sockets = HostSockets.open(Namespaces.OWN, Search.FIRST_AND_KIN)) {
      SocketQuery query = new SocketQuery(Set.of(port), Set.of(), Set.of(), Set.of(1), elsewhere);
      assertThat(sockets.scan(query, ENOUGH).serverHostView()).isNull();
    }
  }

  private ServerHostView scan(Session own, Session... asked) {
    Set<Integer> backends = Stream.of(asked).map(Session::backend).collect(Collectors.toSet());
    AuditConnection connection =
        new AuditConnection(own.client(), Endpoint.of("127.0.0.1", port), own.backend());
    try (HostSockets sockets = HostSockets.open(Namespaces.OWN, Search.FIRST_AND_KIN)) {
      SocketQuery query = new SocketQuery(Set.of(port), Set.of(), Set.of(), backends, connection);
      ServerHostView server = sockets.scan(query, ENOUGH).serverHostView();
      assertThat(server).isNotNull();
      return server;
    }
  }

  /** What a psql says of its own connection. */
  private record Session(Children.Child child, int backend, Endpoint client) {
    int psql() {
      return child.pid();
    }
  }

  private Session psql(String host) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            programs.resolve("psql").toString(),
            "-AtqX",
            "-h",
            host,
            "-p",
            Integer.toString(port),
            "-U",
            "postgres");
    builder.command().addAll(List.of("-c", "\\echo ready", "-f", "-"));
    Children.Child child = clients.start(builder);
    child
        .process()
        .outputWriter()
        .append(
            "select pg_backend_pid(), coalesce(host(inet_client_addr()), '127.0.0.1'),"
                + " coalesce(inet_client_port(), 0);\n")
        .flush();
    String[] answer = child.lines().readLine().split("\\|");
    return new Session(
        child, Integer.parseInt(answer[0]), Endpoint.of(answer[1], Integer.parseInt(answer[2])));
  }

  private static BackendProcess backend(ServerHostView server, Session session) {
    return server.backendProcesses().stream()
        .filter(process -> process.backendPid() == session.backend())
        .findFirst()
        .orElseThrow();
  }

  private static List<Integer> pids(SocketHolders socketHolders) {
    return ((SocketHolders.Known) socketHolders)
        .holders().stream().map(socketHolder -> socketHolder.process().pid()).toList();
  }

  private void asPostgres(String program, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid",
                "postgres",
                "--regid",
                "postgres",
                "--init-groups",
                programs.resolve(program).toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }

  private static Path postgres() throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(versions)) {
      return null;
    }
    try (Stream<Path> found = Files.list(versions)) {
      return found
          .map(version -> version.resolve("bin"))
          .filter(
              bin ->
                  Files.isExecutable(bin.resolve("initdb"))
                      && Files.isExecutable(bin.resolve("psql")))
          .findFirst()
          .orElse(null);
    }
  }
}
