package dev.pgtether.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The demo as a process of its own, held, and looked at from outside. */
class DemoTest {
  private static final Duration CURTAIN = Duration.ofSeconds(60);
  private static final Duration CLEARED = Duration.ofSeconds(20);
  private static final Pattern ROLE =
      Pattern.compile("\"role\":\"([a-z-]+)\",\"pids\":\\[([0-9, ]+)]");

  @TempDir private Path folder;
  private Process demo;
  private String url;
  private Map<String, List<Long>> truth;

  /** What runs in that process. */
  static final class Run {
    public static void main(String[] arguments) {
      Demo.Audit printsTheUrl =
          url -> {
            System.out.println("audited " + url);
            return 0;
          };
      System.exit(
          new CommandLine(new Demo(System.out, System.err, printsTheUrl)).execute(arguments));
    }
  }

  @BeforeEach
  void raiseTheCurtain() throws IOException {
    Path truthFile = folder.resolve("truth.json");
    List<String> command =
        new ArrayList<>(
            JavaCommand.of(Run.class, JavaCommand.TO_UNPACK, JavaCommand.ownClassPath()));
    command.addAll(List.of("--hold", "--truth-file", truthFile.toString()));
    demo = new ProcessBuilder(command).redirectErrorStream(true).start();
    url = awaitUrl();
    truth = new TreeMap<>();
    Matcher roles = ROLE.matcher(Files.readString(truthFile));
    while (roles.find()) {
      truth.put(
          roles.group(1), Arrays.stream(roles.group(2).split(", ")).map(Long::valueOf).toList());
    }
  }

  private String awaitUrl() throws IOException {
    StringBuilder said = new StringBuilder();
    BufferedReader reader = demo.inputReader(StandardCharsets.UTF_8);
    String found = null;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      said.append(line).append('\n');
      if (line.startsWith("audited ")) {
        found = line.substring("audited ".length());
      }
      if (line.startsWith("Press Enter")) {
        return found;
      }
    }
    throw new AssertionError("the demo ended early:\n" + said);
  }

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    demo.destroyForcibly();
    assertThat(demo.waitFor(CURTAIN.toSeconds(), TimeUnit.SECONDS)).isTrue();
    awaitCleared();
  }

  @Test
  void each_role_does_what_its_story_tells_and_all_is_cleared_away_after_enter() throws Exception {
    assertThat(truth.keySet())
        .containsExactlyInAnyOrder(
            "checkout-pool",
            "report-job",
            "migration",
            "metrics",
            "cron-worker",
            "order-import",
            "nightly-export",
            "backup-agent");
    assertThat(
            ask(
                "select count(*) >= 8 from pg_stat_activity where application_name = 'checkout-pool' and state = 'idle'"))
        .isEqualTo("t");
    assertThat(ask("select state from pg_stat_activity where application_name = 'report-job'"))
        .isEqualTo("idle in transaction");
    assertThat(
            ask(
                "select b.application_name from pg_stat_activity w, pg_stat_activity b"
                    + " where w.application_name = 'order-import' and b.pid = any(pg_blocking_pids(w.pid))"))
        .isEqualTo("migration");
    assertThat(
            ask(
                "select host(client_addr) from pg_stat_activity where application_name = 'metrics'"))
        .isEqualTo("::1");
    assertThat(
            ask("select client_port from pg_stat_activity where application_name = 'backup-agent'"))
        .isEqualTo("-1");
    assertThat(ask("select state from pg_stat_activity where application_name = 'nightly-export'"))
        .isEqualTo("active");
    assertThat(sockets(truth.get("nightly-export").getFirst()))
        .as("the killed client's sockets")
        .isEmpty();

    assertThat(truth.get("cron-worker")).hasSize(2);
    assertThat(sockets(truth.get("cron-worker").get(0)))
        .hasSize(1)
        .isEqualTo(sockets(truth.get("cron-worker").get(1)));
    truth.forEach(
        (role, pids) -> {
          if (!role.equals("nightly-export")) {
            assertThat(sockets(pids.getFirst())).as("sockets of " + role).isNotEmpty();
          }
        });

    demo.getOutputStream().write('\n');
    demo.getOutputStream().flush();
    assertThat(demo.waitFor(CLEARED.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(demo.exitValue()).isZero();
  }

  @Test
  void all_is_cleared_away_after_a_signal() throws Exception {
    demo.destroy();
    assertThat(demo.waitFor(CLEARED.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void all_is_cleared_away_even_when_the_demo_is_killed_hard() {
    demo.destroyForcibly();
  }

  private void awaitCleared() throws InterruptedException {
    long deadline = System.nanoTime() + CLEARED.toNanos();
    while (!left().isEmpty()) {
      assertThat(System.nanoTime()).as("still there: " + left()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  /** Processes of the play, and the server, by its port. */
  private List<String> left() {
    List<String> left =
        truth.values().stream()
            .flatMap(List::stream)
            .filter(pid -> ProcessHandle.of(pid).isPresent())
            .map(pid -> "process " + pid)
            .collect(Collectors.toCollection(ArrayList::new));
    try {
      connect().close();
      left.add("the server at " + url);
    } catch (SQLException refused) {
      // as it should be
    }
    return left;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:" + url.replace("postgres@", "") + "&connectTimeout=2", "postgres", "");
  }

  private String ask(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).as(sql).isTrue();
      return row.getString(1);
    }
  }

  private static Set<String> sockets(long pid) {
    Path descriptors = Path.of("/proc/" + pid + "/fd");
    if (!Files.exists(descriptors)) {
      return Set.of();
    }
    try (Stream<Path> all = Files.list(descriptors)) {
      return all.map(DemoTest::target)
          .filter(target -> target.startsWith("socket:"))
          .collect(Collectors.toSet());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
