package dev.pgtether.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.cli.Run.Result;
import dev.pgtether.correlation.fact.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  private final FakeAuditor auditor =
      new FakeAuditor(
          () ->
              Audits.complete(
                  Audits.exact(10, "checkout", "orders"),
                  Audits.exact(20, "batch", "orders"),
                  Audits.ghost(30, "checkout", "billing")));

  @ParameterizedTest
  @ValueSource(strings = {"--help", "audit --help", "watch --help", "watch -h"})
  void help_teaches_and_tells_the_exit_codes(String line) {
    Result result = Run.with(auditor).of(line.split(" "));
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).contains("Usage: pgtether", "Exit codes:", "incomplete");
    assertThat(result.out().lines()).allSatisfy(text -> assertThat(text.length()).isLessThan(101));
  }

  @Test
  void help_is_as_wide_as_columns_says() {
    Result result = Run.with(auditor).environment("COLUMNS", "70").of("audit", "--help");
    assertThat(result.out().substring(0, result.out().indexOf("Examples:")).lines())
        .allSatisfy(text -> assertThat(text.length()).isLessThanOrEqualTo(70));
  }

  @Test
  void the_version_is_said() {
    Result result = Run.with(auditor).of("--version");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("pgtether ").contains("Java 25");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                       | a command is missing",
        "adit                                     | did you mean audit",
        "audit --ownnamespace                     | did you mean --own-namespace",
        "audit one two                            | Unmatched argument",
        "audit one --url two                      | the server is given twice",
        "audit --own-namespace --all-namespaces-of-host | contradict each other",
        "audit --output xml                       | expected one of [table, json, csv]",
        "audit --timeout soon                     | 'soon' is no time such as 500ms",
        "audit --timeout 1ms                      | --timeout is between 100ms and 5m",
        "audit --timeout 6m                       | --timeout is between 100ms and 5m",
        "audit --also-known-as db.example:5432    | is no IP address with a port",
        "audit --also-known-as 10.0.0.1           | is no IP address with a port",
        "audit --also-known-as 10.0.0.1:99999     | is no IP address with a port",
        "audit --also-known-as 10.0.0.999:1       | is no IP address with a port",
        "audit --only verdict=SURE                | there are EXACT, SOCKET",
        "audit --only colour=red                  | none of verdict=VERDICT, user=NAME",
        "audit --only EXACT                       | none of verdict=VERDICT, user=NAME",
        "watch --interval 100ms                   | --interval is between 500ms and 60m",
        "watch --interval 61m                     | --interval is between 500ms and 60m",
        "watch --count -1                         | --count is 0 or more",
        "watch --count many                       | 'many' is not a long",
        "audit postgresql://h:notaport/           | pgtether: ",
        "audit postgresql:///?host=/var/run/postgresql | pgtether: ",
      })
  void a_wrong_command_line_is_explained_in_one_line_with_a_hint(String line, String complaint) {
    Result result = Run.with(auditor).of(line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("pgtether: ").contains(complaint).contains("\n  hint: ");
    assertThat(result.err().lines()).hasSize(2);
  }

  @Test
  void a_complete_audit_ends_with_zero() {
    Result result = Run.with(auditor).of("audit");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .isEqualTo(
            """
            Backend PID  Backend Addr  Client Addr      Client PID  Verdict  State   Since  User      Database  Application  Command  Container
            10           ?             127.0.0.1:40010  11          EXACT    idle    42s    checkout  orders    Größe        java     -
            20           ?             127.0.0.1:40020  21          EXACT    idle    42s    batch     orders    Größe        java     -
            30           ?             127.0.0.1:40030  -           GHOST    active  42s    checkout  billing   Größe        -        -

            3 backends: 2 exact, 1 ghost; audited 2026-10-05T03:00:00Z in 8 ms
            """);
    assertThat(auditor.isClosed()).isTrue();
  }

  @Test
  void an_incomplete_audit_ends_with_three_and_says_what_is_missing() {
    FakeAuditor incomplete = new FakeAuditor(() -> Audits.of(4, Audits.exact(10, "a", "b")));
    Result table = Run.with(incomplete).of("audit");
    assertThat(table.exitCode()).isEqualTo(3);
    assertThat(table.out()).contains("not seen: 4 rows").contains("GRANT pg_monitor TO audit");
    for (String form : new String[] {"json", "csv"}) {
      Result other = Run.with(incomplete).of("audit", "-o", form);
      assertThat(other.exitCode()).isEqualTo(3);
      assertThat(other.err()).startsWith("pgtether: not seen: 4 rows");
    }
  }

  @Test
  void a_server_that_is_not_there_ends_with_one_and_no_stack_trace() {
    try (RefusingServer server = new RefusingServer("53300", "sorry, too many clients already")) {
      Result result = Run.with(new FakeAuditor(server::fail)).of("audit");
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .startsWith("pgtether: ")
          .contains("too many clients already", "\n  hint: ")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void even_an_error_of_the_jvm_shows_no_stack_trace() {
    FakeAuditor broken =
        new FakeAuditor(
            () -> {
              throw new NoClassDefFoundError("org/postgresql/Driver");
            });
    Result result = Run.with(broken).of("audit");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("org/postgresql/Driver").doesNotContain("\tat ");
  }

  @Test
  void a_fault_in_pgtether_itself_shows_no_stack_trace_unless_it_is_asked_for() {
    FakeAuditor faulty =
        new FakeAuditor(
            () -> {
              throw new IllegalStateException("bad \u001b[2J thing");
            });
    Result quiet = Run.with(faulty).of("audit");
    assertThat(quiet.exitCode()).isEqualTo(1);
    assertThat(quiet.err()).contains("a fault in pgtether itself", "bad \\x1b[2J thing");
    assertThat(quiet.err().lines()).hasSize(2);
    Result loud = Run.with(faulty).environment("PGTETHER_DEBUG", "1").of("audit");
    assertThat(loud.err()).contains("\tat dev.pgtether.cli");
  }

  @Test
  void only_the_rows_asked_for_are_shown() {
    Result result =
        Run.with(auditor)
            .of(
                "audit",
                "--only",
                "verdict=ghost",
                "--only",
                "verdict=EXACT",
                "--only",
                "user=checkout");
    assertThat(result.out()).contains("\n10 ", "\n30 ", "; 2 shown; ").doesNotContain("\n20 ");
  }

  @Test
  void the_reasons_stand_under_the_rows() {
    Result result = Run.with(auditor).of("audit", "--explain");
    assertThat(result.out()).contains("    The client has closed the connection");
  }

  @Test
  void json_is_one_line_for_pipes_and_indented_for_people() {
    assertThat(Run.with(auditor).of("audit", "-o", "json").out().lines()).hasSize(1);
    assertThat(Run.with(auditor).terminal(80).of("audit", "-o", "JSON").out())
        .startsWith("{\n  \"schema\": \"pgtether.dev/audit/v1\",\n");
  }

  @Test
  void colours_need_a_terminal_and_nobody_who_forbids_them() {
    String escape = "\u001b[";
    assertThat(Run.with(auditor).terminal(120).of("audit").out()).contains(escape);
    assertThat(Run.with(auditor).of("audit").out()).doesNotContain(escape);
    assertThat(Run.with(auditor).terminal(120).of("audit", "--no-color").out())
        .doesNotContain(escape);
    assertThat(Run.with(auditor).terminal(120).environment("NO_COLOR", "1").of("audit").out())
        .doesNotContain(escape);
    assertThat(Run.with(auditor).terminal(120).environment("NO_COLOR", "").of("audit").out())
        .contains(escape);
    assertThat(Run.with(auditor).terminal(120).environment("TERM", "dumb").of("audit").out())
        .doesNotContain(escape);
  }

  @Test
  void a_narrow_terminal_is_told_what_it_lacks() {
    Result result = Run.with(auditor).terminal(80).environment("NO_COLOR", "1").of("audit");
    assertThat(result.out()).contains("no room in 80 columns: ");
    assertThat(result.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(81));
  }

  @Test
  void what_was_asked_for_reaches_the_audit() {
    Result result =
        Run.with(auditor)
            .environment("PGPORT", "5433")
            .of(
                "audit",
                "--also-known-as",
                "[::1]:6432",
                "--also-known-as",
                "10.0.0.9:1",
                "--timeout",
                "1500ms",
                "--own-namespace",
                "postgresql://me@127.0.0.1/x");
    assertThat(result.request().alsoKnownAs())
        .containsExactly(Endpoint.of("::1", 6432), Endpoint.of("10.0.0.9", 1));
    assertThat(result.request().timeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(result.request().namespaces()).isEqualTo(Auditors.Namespaces.OWN);
    assertThat(result.request().connectionTarget().hostAndPort()).isEqualTo("127.0.0.1:5433");
  }

  @Test
  void a_reader_that_goes_away_ends_a_watch_quietly() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = Run.with(auditor).into(new ClosedPipe(), err, "watch", "--interval", "500ms");
    assertThat(exitCode).isZero();
    assertThat(err.size()).isZero();
  }

  @Test
  void a_watch_without_terminal_prints_one_document_after_the_other() {
    Result json = Run.with(auditor).of("watch", "-n", "500ms", "-c", "2", "-o", "json");
    assertThat(json.exitCode()).isZero();
    assertThat(json.out().lines()).hasSize(2).allMatch(line -> line.startsWith("{\"schema\""));
    Result csv = Run.with(auditor).of("watch", "-n", "500ms", "-c", "2", "-o", "csv");
    assertThat(csv.out().lines()).hasSize(7);
    Result onTerminalWithoutKeys =
        Run.with(auditor).terminal(120).of("watch", "-n", "500ms", "-c", "2");
    assertThat(onTerminalWithoutKeys.out().split("Backend PID", -1)).hasSize(3);
    Result table = Run.with(auditor).of("watch", "-n", "500ms", "-c", "2");
    assertThat(table.out().split("Backend PID", -1)).hasSize(3);
  }

  private static final class ClosedPipe extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("Broken pipe");
    }
  }
}
