package dev.pgtether.correlation.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A case with text that no table reads must fail: otherwise it would seem to test something. */
class GoldenCaseFormatTest {

  private static final String ACTIVITY =
      """
      # A psql sits idle at its prompt.

      SERVER
      version  tls  authentication timeout
      17.6     on   60s

      REACHED AS
      endpoint       leads to
      10.0.0.5:5432  this server

      READINGS
      reading  began       ended       answered by    running since  own backend  hidden rows
      A1       0.040s ago  0.038s ago  10.0.0.5:5432  26h ago        900          0
      A2       0.002s ago  0.000s ago  10.0.0.5:5432  26h ago        900          0

      BACKENDS
      reading  pid    started  client          type            state  state since  query since  waits for
      A1 A2    10614  40s ago  10.0.0.7:41592  client backend  idle   3.204s ago   3.211s ago   ClientRead
      """;

  private static final String SOCKETS =
      """
      SCANS
      agent  boot  began       ended       could not see
      local  4f1c  0.030s ago  0.020s ago  -

      NETWORK NAMESPACES
      namespace   addresses
      4026531840  10.0.0.7

      CLIENT SOCKETS
      namespace   cookie  local           peer           state        last sent   bytes received  processes
      4026531840  71      10.0.0.7:41592  10.0.0.5:5432  ESTABLISHED  3.212s ago  4211            4711

      PROCESSES
      pid   command  started
      4711  psql     41s ago
      """;

  private static final String PAIRINGS =
      """
      backend  verdict  pids  socket     evidence
      10614    EXACT    4711  cookie 71  WAITS_FOR_CLIENT waitEvent=ClientRead

      vanished 0, hidden 0
      """;

  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void writeACase() throws IOException {
    folder = Files.createDirectory(root.resolve("idle-psql"));
    Files.writeString(folder.resolve("activity.txt"), ACTIVITY);
    Files.writeString(folder.resolve("sockets.txt"), SOCKETS);
    Files.writeString(folder.resolve("pairings.txt"), PAIRINGS);
  }

  @Test
  void a_whole_case_gives_its_pairings() throws IOException {
    assertThat(GoldenCase.readAll(root)).extracting(GoldenCase::name).containsExactly("idle-psql");
    assertThat(new GoldenCase(folder).actual()).isEqualTo(new GoldenCase(folder).expected());
  }

  @Test
  void recording_writes_the_pairings_and_nothing_else() throws IOException {
    // Given
    Files.writeString(folder.resolve("pairings.txt"), "of yesterday\n");
    // When
    GoldenCase one = new GoldenCase(folder);
    one.record(one.actual());
    // Then
    assertThat(folder.resolve("pairings.txt")).hasContent(PAIRINGS);
    assertThat(folder.resolve("activity.txt")).hasContent(ACTIVITY);
    assertThat(folder.resolve("sockets.txt")).hasContent(SOCKETS);
  }

  @Test
  void only_a_readme_may_lie_beside_the_cases() throws IOException {
    Files.writeString(root.resolve("README.md"), "");
    assertThat(GoldenCase.readAll(root)).hasSize(1);

    Files.writeString(root.resolve("notes.txt"), "");
    assertThatThrownBy(() -> GoldenCase.readAll(root))
        .hasMessageContaining("notes.txt is left over");
  }

  @Test
  void an_unknown_file_fails() throws IOException {
    Files.writeString(folder.resolve("pods.txt"), "");
    assertFails("pods.txt is left over");
  }

  @Test
  void an_unknown_file_in_the_audit_before_fails() throws IOException {
    // Given
    Path before = Files.createDirectory(folder.resolve("before"));
    Files.writeString(before.resolve("activity.txt"), ACTIVITY);
    Files.writeString(before.resolve("sockets.txt"), SOCKETS);
    assertThat(new GoldenCase(folder).actual()).contains("PROVEN_BEFORE");
    // When
    Files.writeString(before.resolve("pairings.txt"), PAIRINGS);
    // Then
    assertFails("pairings.txt is left over");
  }

  @Test
  void an_unknown_column_fails_with_its_line() throws IOException {
    change("sockets.txt", "command", "cmdline");
    assertFails("sockets.txt:14: PROCESSES has no column cmdline");
  }

  @Test
  void a_missing_column_fails() throws IOException {
    change("activity.txt", "  waits for", "");
    change("activity.txt", "   ClientRead", "");
    assertFails("BACKENDS lacks the column waits for");
  }

  @Test
  void an_unknown_table_fails() throws IOException {
    change("sockets.txt", "PROCESSES", "PODS");
    assertFails("no table is called PODS");
  }

  @Test
  void a_table_of_another_file_fails() throws IOException {
    Files.writeString(folder.resolve("sockets.txt"), SOCKETS + "\nBACKENDS\nreading\nA1\n");
    assertFails("no table is called BACKENDS");
  }

  @Test
  void a_second_table_of_the_same_title_fails() throws IOException {
    Files.writeString(
        folder.resolve("sockets.txt"), SOCKETS + "\nPROCESSES\npid  command  started\n");
    assertFails("a second table PROCESSES");
  }

  @Test
  void a_cell_that_does_not_stand_under_its_heading_fails() throws IOException {
    change("sockets.txt", "4711  psql     41s ago", "4711  psql    41s ago");
    assertFails("sockets.txt:15: '41s ago' does not start under its heading");
  }

  @Test
  void a_missing_cell_fails() throws IOException {
    change("sockets.txt", "4711  psql     41s ago", "4711  psql");
    assertFails("2 cells under 3 headings");
  }

  @Test
  void a_case_without_a_description_fails() throws IOException {
    change("activity.txt", "# A psql sits idle at its prompt.", "");
    assertFails("must begin with the story of the case");
  }

  @Test
  void a_process_that_is_not_there_fails() throws IOException {
    change("sockets.txt", "4211            4711", "4211            4712");
    assertFails("sockets.txt:11, column processes: process 4712 is not in PROCESSES");
  }

  @Test
  void a_socket_of_a_namespace_that_was_not_looked_into_fails() throws IOException {
    change("sockets.txt", "4026531840  71", "4026531841  71");
    assertFails("sockets.txt:11: a socket of a namespace that was not scanned");
  }

  @Test
  void an_age_without_a_unit_fails() throws IOException {
    change("sockets.txt", "3.212s ago", "3.212 ago ");
    assertFails("a length of time is written as 4.059s");
  }

  @Test
  void a_state_that_postgres_does_not_have_fails() throws IOException {
    change("activity.txt", "idle ", "lazy ");
    assertFails("PostgreSQL has no state lazy");
  }

  private void change(String file, String from, String to) throws IOException {
    String text = Files.readString(folder.resolve(file));
    assertThat(text).contains(from);
    Files.writeString(folder.resolve(file), text.replace(from, to));
  }

  private void assertFails(String message) {
    assertThatThrownBy(() -> new GoldenCase(folder).actual())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
