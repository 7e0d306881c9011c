package dev.pgtether.testkit.it.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtether.testkit.it.program.Ended;
import dev.pgtether.testkit.it.program.Pgtether;
import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.need.NeedsIpv6;
import dev.pgtether.testkit.process.ChildProcess;
import dev.pgtether.testkit.process.WorldReadableFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The demo as a person runs it, each PID of its table held against the process list. */
@NeedsCommand("bash")
@NeedsIpv6
class DemoIT {
  private static final Duration CURTAIN = Duration.ofSeconds(90);
  private static final Duration CLEARED = Duration.ofSeconds(20);

  /** The one that is killed during a query. */
  private static final String KILLED = "nightly-export";

  /** The last line that it prints. */
  private static final String END = "about order-import";

  private WorldReadableFolder temporary;
  private WorldReadableFolder notes;
  private Path truthFile;
  private Pgtether pgtether;

  @BeforeEach
  void install() {
    temporary = WorldReadableFolder.create();
    notes = WorldReadableFolder.create();
    truthFile = notes.path().resolve("truth.json");
    pgtether =
        Pgtether.install().with("PGTETHER_JAVA_OPTIONS", "-Djava.io.tmpdir=" + temporary.path());
  }

  @AfterEach
  void uninstall() {
    pgtether.close();
    notes.close();
    temporary.close();
  }

  @Test
  void it_prints_a_right_table_ends_with_0_and_leaves_nothing_behind() throws IOException {
    // When
    Ended ended = pgtether.run("demo", "--truth-file", truthFile.toString());
    // Then
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertRight(PrintedTable.of(ended.out().lines().toList()));
    assertThat(ended.out()).contains("Look at checkout-pool");
    assertNothingIsLeft();
  }

  @Test
  void each_pid_of_the_table_holds_that_very_connection_by_the_process_list() throws IOException {
    try (ChildProcess demo =
        pgtether.listen("demo", "--hold", "--truth-file", truthFile.toString())) {
      // Given
      PrintedTable table = PrintedTable.of(linesUntilTheEnd(demo));
      // Then
      assertRight(table);
      for (PrintedTable.Row row : table.rows()) {
        if (row.namesAProcess() && row.clientAddress().contains(":")) {
          assertThat(ProcessList.socketsOf(row.pid()))
              .as("the sockets of process %d, of which the table says %s", row.pid(), row)
              .contains(ProcessList.inode(row.clientAddress(), row.backendAddress()));
        }
      }
      // When
      demo.writeLine("");
      // Then
      assertThat(demo.exitCode(CURTAIN)).isZero();
    }
    assertNothingIsLeft();
  }

  private static List<String> linesUntilTheEnd(ChildProcess demo) {
    List<String> lines = new ArrayList<>();
    do {
      lines.add(demo.readLine(CURTAIN));
    } while (!lines.getLast().startsWith(END));
    return lines;
  }

  private void assertRight(PrintedTable table) throws IOException {
    Map<String, List<Long>> truth = truth();
    assertThat(table.rows()).hasSizeGreaterThan(truth.size());
    assertThat(table.rows()).extracting(PrintedTable.Row::application).containsAll(truth.keySet());
    for (PrintedTable.Row row : table.rows()) {
      List<Long> pids = truth.get(row.application());
      assertThat(pids).as("known application: %s", row).isNotNull();
      if (row.application().equals(KILLED)) {
        assertThat(row.verdict()).isNotIn("EXACT", "SOCKET");
        assertThat(row.namesAProcess()).as(row.toString()).isFalse();
      } else {
        assertThat(row.verdict()).as(row.toString()).isEqualTo("EXACT");
        assertThat(pids).as(row.toString()).contains(row.pid()).hasSize(row.processes());
      }
    }
  }

  private Map<String, List<Long>> truth() throws IOException {
    Map<String, List<Long>> truth = new TreeMap<>();
    for (JsonNode role : new ObjectMapper().readTree(truthFile.toFile()).path("roles")) {
      List<Long> pids = new ArrayList<>();
      role.path("pids").forEach(pid -> pids.add(pid.asLong()));
      truth.put(role.path("role").asText(), pids);
    }
    return truth;
  }

  private void assertNothingIsLeft() throws IOException {
    List<Long> pids = truth().values().stream().flatMap(List::stream).toList();
    await()
        .atMost(CLEARED)
        .untilAsserted(
            () -> assertThat(pids).filteredOn(pid -> ProcessHandle.of(pid).isPresent()).isEmpty());
    try (Stream<Path> left = Files.list(temporary.path())) {
      assertThat(left).as("temporary files").isEmpty();
    }
    assertThat(ProcessList.mentioning(temporary.path())).as("processes").isEmpty();
  }
}
