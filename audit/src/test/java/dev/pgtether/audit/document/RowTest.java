package dev.pgtether.audit.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.pairing.ConnectionHop;
import dev.pgtether.correlation.pairing.Evidence;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The rule of {@code ?} and {@code -}. */
class RowTest {

  @ParameterizedTest
  @CsvSource({
    "SOCKET,?",
    "POOLED,?",
    "PROXIED,?",
    "TRANSLATED,?",
    "AMBIGUOUS,?",
    "GHOST,-",
    "ABSENT,-",
    "POD,?",
    "LOCAL,?",
    "EXTERNAL,-",
    "UNKNOWN,?"
  })
  void without_a_process_the_verdict_says_whether_there_may_be_one(
      Verdict verdict, String expected) {
    // Given
    Pairing pairing = Examples.unpaired(Examples.row(1, "127.0.0.1", 1), verdict, Examples.waits());
    // Then
    for (TableColumn column :
        List.of(TableColumn.CLIENT_PID, TableColumn.COMMAND, TableColumn.CONTAINER)) {
      assertThat(text(pairing, column)).as(column.heading()).isEqualTo(expected);
    }
  }

  @Test
  void a_proven_socket_that_no_process_holds_any_more_has_none_to_name() {
    Pairing pairing =
        Examples.unpaired(
            Examples.row(1, "127.0.0.1", 1), Verdict.SOCKET, Examples.evidence(Code.NO_HOLDER));
    assertThat(text(pairing, TableColumn.CLIENT_PID)).isEqualTo("-");
  }

  @Test
  void the_eldest_holder_is_named_and_the_others_counted() {
    assertThat(text(Examples.SHARED, TableColumn.CLIENT_PID)).isEqualTo("10737 +1");
    assertThat(text(Examples.IDLE, TableColumn.CLIENT_PID)).isEqualTo("10612");
  }

  @Test
  void a_process_in_no_container_has_none_to_know() {
    assertThat(text(Examples.IDLE, TableColumn.CONTAINER)).isEqualTo("-");
    assertThat(text(Examples.IN_TRANSACTION, TableColumn.CONTAINER)).isEqualTo("4f2d1c8a9b7e");
  }

  @Test
  void a_unix_socket_has_no_addresses() {
    assertThat(text(Examples.UNIX, TableColumn.BACKEND_ADDR)).isEqualTo("-");
    assertThat(text(Examples.UNIX, TableColumn.CLIENT_ADDR)).isEqualTo("-");
  }

  @Test
  void a_client_that_postgres_does_not_tell_is_not_yet_known() {
    assertThat(text(Examples.STARTING, TableColumn.CLIENT_ADDR)).isEqualTo("?");
    assertThat(text(Examples.STARTING, TableColumn.BACKEND_ADDR)).isEqualTo("?");
  }

  @Test
  void the_servers_own_end_is_where_it_accepted() {
    Pairing pairing =
        Examples.pairing(
            Examples.row(1, "127.0.0.1", 1),
            Verdict.EXACT,
            List.of(Examples.holder(7, "x")),
            new Evidence(Code.SERVER_END_ESTABLISHED, Map.of("serverEnd", "172.17.0.2:5432")));
    assertThat(text(pairing, TableColumn.BACKEND_ADDR)).isEqualTo("172.17.0.2:5432");
  }

  @Test
  void
      what_the_proven_socket_dialled_is_where_the_server_accepted_unless_something_stands_between() {
    assertThat(text(Examples.IDLE, TableColumn.BACKEND_ADDR)).isEqualTo("127.0.0.1:5432");
    assertThat(text(via(Examples.IDLE, ConnectionHop.SERVICE), TableColumn.BACKEND_ADDR))
        .isEqualTo("?");
  }

  @Test
  void a_socket_that_dialled_a_port_on_which_the_server_does_not_listen_was_redirected() {
    var serverInfo = Examples.SERVER;
    var elsewhere =
        new dev.pgtether.correlation.fact.ServerInfo(
            serverInfo.version(),
            serverInfo.versionNumber(),
            serverInfo.postmasterStartMicros(),
            serverInfo.inRecovery(),
            serverInfo.maxConnections(),
            serverInfo.reservedConnections(),
            serverInfo.auditBackend(),
            serverInfo.auditClient(),
            dev.pgtether.correlation.fact.Endpoint.of("172.17.0.2", 15432),
            serverInfo.seesAllRows(),
            serverInfo.authenticationSettings());
    assertThat(new Row(Examples.IDLE, elsewhere).acceptedAt()).isNull();
  }

  @Test
  void names_that_there_are_not_are_not_missing() {
    assertThat(text(Examples.STARTING, TableColumn.USER)).isEqualTo("-");
    assertThat(text(Examples.STANDBY, TableColumn.DATABASE)).isEqualTo("-");
    assertThat(text(Examples.ELSEWHERE, TableColumn.APPLICATION)).isEqualTo("-");
  }

  @Test
  void a_state_that_postgres_does_not_tell_could_be_known() {
    Pairing pairing =
        Examples.unpaired(
            Examples.row(1, "127.0.0.1", 1).in(SessionState.UNKNOWN, null),
            Verdict.UNKNOWN,
            Examples.waits());
    assertThat(text(pairing, TableColumn.STATE)).isEqualTo("?");
    assertThat(text(pairing, TableColumn.SINCE)).isEqualTo("-");
  }

  @ParameterizedTest
  @EnumSource(Verdict.class)
  void no_column_is_ever_empty(Verdict verdict) {
    var row =
        Examples.row(1, new ClientAddress.None())
            .of(Backend.Kind.WALSENDER)
            .in(SessionState.UNKNOWN, null)
            .named(null, null, null);
    Pairing pairing =
        verdict == Verdict.EXACT
            ? Examples.exact(row, Examples.holder(1, ""))
            : Examples.unpaired(row, verdict, Examples.waits());
    for (TableColumn column : TableColumn.values()) {
      assertThat(text(pairing, column)).as(column.heading()).isNotEmpty();
    }
  }

  private static String text(Pairing pairing, TableColumn column) {
    return column.textOf(new Row(pairing, Examples.SERVER));
  }

  private static Pairing via(Pairing pairing, ConnectionHop connectionHop) {
    return new Pairing(
        pairing.backend(),
        pairing.verdict(),
        Set.of(connectionHop),
        pairing.socket(),
        pairing.holders(),
        pairing.agent(),
        pairing.evidence());
  }
}
