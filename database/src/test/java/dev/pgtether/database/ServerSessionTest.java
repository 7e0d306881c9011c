package dev.pgtether.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.DatabaseFailure.Problem;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One kept session on a real PostgreSQL 18 that is set up against it. */
class ServerSessionTest {

  private static TestServer postgres;

  @BeforeAll
  static void start() {
    postgres =
        TestServer.start(
            18,
            Map.of(
                "idle_session_timeout",
                "500ms",
                "stats_fetch_consistency",
                "snapshot",
                "max_connections",
                "40"),
            List.of(
                "host all slow 127.0.0.1/32 scram-sha-256",
                "host all all 127.0.0.1/32 trust",
                "host replication all 127.0.0.1/32 trust",
                "host all all ::1/128 trust"));
    postgres.execute(
        "create role plain login",
        "create role other login",
        "create role monitor login in role pg_monitor",
        "create role slow login password 'x'",
        "alter role other set idle_session_timeout = 0",
        "alter role postgres set idle_session_timeout = 0");
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @Test
  void stays_open_where_idle_sessions_are_ended() throws Exception {
    // Given
    try (ServerSession session = ServerSession.open(postgres.target("plain"));
        Connection ended = postgres.connect("plain")) {

      // When
      Thread.sleep(1500);

      // Then
      assertThat(session.read().server().isSameAs(session.server())).isTrue();
      assertThat(ended.isValid(1)).isFalse();
    }
  }

  @Test
  void sees_a_client_that_connected_between_two_reads() throws Exception {
    // Given a server that would keep the first reading for a whole transaction
    try (ServerSession session = ServerSession.open(postgres.target())) {
      ActivitySnapshot first = session.read();

      // When
      try (Connection client = postgres.connect("other", "newcomer")) {
        ActivitySnapshot second = session.read();

        // Then
        assertThat(first.backends()).noneMatch(named("newcomer"));
        assertThat(second.backends()).filteredOn(named("newcomer")).hasSize(1);
        assertThat(client.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void counts_the_rows_that_its_role_may_not_see() throws Exception {
    // Given
    try (Connection one = postgres.connect("other");
        Connection two = postgres.connect("other");
        Connection own = postgres.connect("plain");
        ServerSession limited = ServerSession.open(postgres.target("plain"));
        ServerSession monitor = ServerSession.open(postgres.target("monitor"))) {

      // When
      ActivitySnapshot hidden = limited.read();
      ActivitySnapshot all = monitor.read();

      // Then two of the other role, the monitor, and the launcher of logical replication, which
      // serves a role as well
      assertThat(limited.server().seesAllRows()).isFalse();
      assertThat(hidden.backends()).extracting(Backend::user).containsOnly("plain").hasSize(1);
      assertThat(hidden.hiddenRows()).isEqualTo(4);
      assertThat(monitor.server().seesAllRows()).isTrue();
      assertThat(all.hiddenRows()).isZero();
      assertThat(all.backends()).extracting(Backend::user).filteredOn("other"::equals).hasSize(2);
      assertThat(List.of(one.isValid(1), two.isValid(1), own.isValid(1))).containsOnly(true);
    }
  }

  @Test
  void reads_while_the_role_and_database_catalogs_are_locked() throws Exception {
    // Given
    try (ServerSession session = ServerSession.open(postgres.target());
        Connection known = postgres.connect("other", "known")) {
      session.read();
      try (Connection client = postgres.connect("plain", "unknown");
          Connection migration = postgres.connect("postgres");
          Statement statement = migration.createStatement()) {
        migration.setAutoCommit(false);
        statement.execute("set allow_system_table_mods = on");
        statement.execute("lock pg_authid, pg_database in access exclusive mode");

        // When
        long begin = System.nanoTime();
        ActivitySnapshot first = session.read();
        Duration firstTook = Duration.ofNanos(System.nanoTime() - begin);
        begin = System.nanoTime();
        ActivitySnapshot second = session.read();
        Duration secondTook = Duration.ofNanos(System.nanoTime() - begin);

        // Then
        assertThat(first.backends())
            .filteredOn(named("known"))
            .extracting(Backend::user)
            .containsExactly("other");
        assertThat(first.backends())
            .filteredOn(named("unknown"))
            .extracting(Backend::user)
            .containsExactly((String) null);
        assertThat(second.backends()).hasSameSizeAs(first.backends());
        assertThat(firstTook).isLessThan(Duration.ofSeconds(2));
        assertThat(secondTook).isLessThan(Duration.ofMillis(200));
        migration.rollback();
        assertThat(client.isClosed() || known.isClosed()).isFalse();
      }
    }
  }

  @Test
  void keeps_a_row_whose_role_was_dropped() throws Exception {
    // Given
    postgres.execute(
        "create role leaver login superuser", "alter role leaver set idle_session_timeout = 0");
    try (Connection client = postgres.connect("leaver", "leaver");
        ServerSession session = ServerSession.open(postgres.target())) {

      // When
      postgres.execute("drop role leaver");

      // Then
      assertThat(session.read().backends())
          .filteredOn(named("leaver"))
          .extracting(Backend::user)
          .containsOnlyNulls();
      assertThat(client.isClosed()).isFalse();
    }
  }

  @Test
  void reads_clients_of_every_kind() throws Exception {
    // Given
    String base = "jdbc:postgresql://%s:%d/postgres?sslmode=disable&ApplicationName=%s&user=%s";
    try (Connection six =
            DriverManager.getConnection(base.formatted("[::1]", postgres.port(), "six", "other"));
        Connection replication =
            DriverManager.getConnection(
                base.formatted("127.0.0.1", postgres.port(), "walsender", "postgres")
                    + "&replication=true&preferQueryMode=simple&assumeMinServerVersion=14");
        Connection open = postgres.connect("other", "open");
        Statement statement = open.createStatement();
        ServerSession session = ServerSession.open(postgres.target())) {
      open.setAutoCommit(false);
      statement.execute("select 1");

      // When
      List<Backend> backends = session.read().backends();

      // Then
      Backend overIpv6 = only(backends, "six");
      assertThat(overIpv6.client()).isInstanceOf(ClientAddress.Tcp.class);
      assertThat(overIpv6.tcpClient().address()).isEqualTo(IpAddress.parse("::1"));
      assertThat(only(backends, "walsender").kind()).isEqualTo(Backend.Kind.WALSENDER);
      assertThat(only(backends, "walsender").database()).isNull();
      assertThat(only(backends, "open").state()).isEqualTo(SessionState.IDLE_IN_TRANSACTION);
      assertThat(backends).extracting(Backend::id).doesNotContain(session.server().auditBackend());
      assertThat(List.of(six.isClosed(), replication.isClosed())).containsOnly(false);
    }
  }

  @Test
  void sees_a_session_that_is_still_authenticating() throws Exception {
    // Given a client of a role with a password that never sends it: PostgreSQL 18 lists it
    try (ServerSession session = ServerSession.open(postgres.target());
        Socket client = new Socket(InetAddress.getLoopbackAddress(), postgres.port())) {
      byte[] parameters =
          "user\0slow\0database\0postgres\0\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      out.writeInt(8 + parameters.length);
      out.writeInt(3 << 16);
      out.write(parameters);
      assertThat(client.getInputStream().read()).isEqualTo('R');

      // When
      List<Backend> starting =
          session.read().backends().stream()
              .filter(row -> row.state() == SessionState.STARTING)
              .toList();

      // Then
      assertThat(starting).hasSize(1);
      assertThat(starting.getFirst().tcpClient().port()).isEqualTo(client.getLocalPort());
      assertThat(starting.getFirst().user()).isNull();
    }
  }

  @Test
  void reports_exhausted_slots_while_an_open_session_still_reads() throws Exception {
    // Given
    List<Connection> clients = new ArrayList<>();
    try (ServerSession session = ServerSession.open(postgres.target("monitor"))) {
      for (int i = 0; i < 36; i++) {
        clients.add(postgres.connect("other"));
      }

      // Then
      DatabaseFailure failure = FailureAssertions.ofOpening(postgres.target("plain"));
      assertThat(failure.problem()).isEqualTo(Problem.SLOTS_EXHAUSTED);
      assertThat(session.read().backends()).hasSizeGreaterThanOrEqualTo(36);
    } finally {
      for (Connection client : clients) {
        client.close();
      }
    }
  }

  @Test
  void ignores_the_search_path_and_settings_of_its_role() {
    // Given
    postgres.execute(
        "create schema if not exists evil",
        "create or replace function evil.pg_stat_get_activity(integer) returns table (pid int) language sql as"
            + " 'select 1'",
        "create or replace function evil.pg_backend_pid() returns int language sql as 'select 1'",
        "grant usage on schema evil to public",
        "create role misled login in role pg_monitor",
        "alter role misled set search_path = evil, pg_catalog",
        "alter role misled set statement_timeout = 1",
        "alter role misled set default_transaction_isolation = 'serializable'");

    // Then
    try (ServerSession session = ServerSession.open(postgres.target("misled"))) {
      assertThat(session.read().server().auditBackend()).isEqualTo(session.server().auditBackend());
    }
  }

  @Test
  void has_an_application_name_and_ends_when_closed() throws Exception {
    // Given
    int pid;
    try (ServerSession session = ServerSession.open(postgres.target())) {
      pid = session.server().auditBackend().pid();
      assertThat(applicationOf(pid)).isEqualTo("pgtether");
    }

    // Then
    for (int i = 0; applicationOf(pid) != null && i < 250; i++) {
      Thread.sleep(20);
    }
    assertThat(applicationOf(pid)).isNull();
  }

  private static String applicationOf(int pid) throws Exception {
    try (Connection connection = postgres.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select application_name from pg_stat_activity where pid = " + pid)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  private static Predicate<Backend> named(String application) {
    return backend -> application.equals(backend.application());
  }

  private static Backend only(List<Backend> backends, String application) {
    List<Backend> found = backends.stream().filter(named(application)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
