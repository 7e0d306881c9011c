package dev.pgtether.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresServerTest {

  static List<Integer> majors() {
    return PostgresBinaries.majors();
  }

  @Test
  @DisplayName("every version that pgtether supports can be started here")
  void every_supported_version_is_here() {
    assertThat(majors()).containsExactly(14, 15, 16, 17, 18);
  }

  @ParameterizedTest(name = "PostgreSQL {0} starts, answers, and leaves nothing behind")
  @MethodSource("majors")
  void starts_answers_and_leaves_nothing_behind(int major) {
    // Given
    Path folder;
    long postmaster;
    try (PostgresServer server =
        PostgresServer.ofMajor(major).withSetting("max_connections = 33").start()) {
      folder = server.socketDirectory();
      postmaster = server.pid();
      // Then
      assertThat(server.queryValue("show server_version_num")).startsWith(Integer.toString(major));
      assertThat(server.queryValue("show max_connections")).isEqualTo("33");
      assertThat(server.queryValue("select pg_postmaster_start_time() is not null")).isEqualTo("t");
    }
    // Then
    assertThat(folder).doesNotExist();
    assertThat(ProcessHandle.of(postmaster)).isEmpty();
  }

  @Test
  void comes_back_on_the_same_port_after_a_stop_and_after_a_hard_kill() {
    // Given
    try (PostgresServer server = PostgresServer.ofMajor(18).start()) {
      server.query("create table kept (n int); insert into kept values (42)");
      // When
      server.stop();
      // Then
      assertThatThrownBy(() -> server.queryValue("select 1")).hasMessageContaining("select 1");
      // When
      server.start();
      // Then
      assertThat(server.queryValue("select n from kept")).isEqualTo("42");
      // When
      long first = server.pid();
      server.killPostmaster();
      server.start();
      // Then
      assertThat(server.pid()).isNotEqualTo(first);
      assertThat(server.queryValue("select n from kept")).isEqualTo("42");
    }
  }

  @Test
  void says_why_it_does_not_start() {
    assertThatThrownBy(() -> PostgresServer.ofMajor(18).withSetting("no_such_setting = 1").start())
        .hasMessageContaining("no_such_setting");
  }

  @Test
  void asks_for_passwords_and_shows_a_certificate_when_told_to() throws Exception {
    // Given
    try (PostgresServer server = PostgresServer.ofMajor(18).requiringPasswords().withTls().start();
        // When
        Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:"
                    + server.port()
                    + "/postgres?sslmode=verify-full&requireAuth=scram-sha-256"
                    + "&sslrootcert="
                    + server.authority(),
                PostgresServer.USER,
                PostgresServer.PASSWORD);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
      // Then
      row.next();
      assertThat(row.getBoolean(1)).isTrue();
    }
  }
}
