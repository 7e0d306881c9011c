package dev.pgtether.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A watch on a real pseudo-terminal, made by util-linux' {@code script}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchScreenTest {

  private static final String ENTER = "\u001b[?1049h\u001b[?25l";
  private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
  private static final Path SCRIPT = Path.of("/usr/bin/script");

  @BeforeAll
  static void needsAPseudoTerminal() {
    assumeTrue(Files.isExecutable(SCRIPT), "needs /usr/bin/script (util-linux) for a terminal");
  }

  /** The program, with an audit that was prepared. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      Console console = Console.ofProcess();
      FakeAuditor auditor =
          new FakeAuditor(() -> Audits.complete(Audits.exact(10614, "checkout", "orders")));
      int exitCode = Main.run(console, request -> auditor, args);
      console.out().flush();
      System.err.println("exit " + exitCode + " at " + InstantSource.system().instant());
      System.exit(exitCode);
    }
  }

  @Test
  void it_draws_the_table_and_q_leaves_the_terminal_as_it_was() throws Exception {
    try (Watch watch = new Watch()) {
      // Given
      watch.waitFor("10614");
      // When
      watch.type("q");
      // Then
      watch.waitFor("exit 0");
      assertThat(watch.said()).contains(ENTER, "pgtether watch 127.0.0.1:5432", LEAVE);
      assertThat(watch.said().indexOf(LEAVE)).isGreaterThan(watch.said().indexOf(ENTER));
    }
  }

  @Test
  void control_c_leaves_the_terminal_as_it_was() throws Exception {
    try (Watch watch = new Watch()) {
      watch.waitFor("10614");
      watch.type("\u0003");
      watch.waitFor("exit 0");
      assertThat(watch.said()).contains(LEAVE);
    }
  }

  @Test
  void a_termination_leaves_the_terminal_as_it_was() throws Exception {
    try (Watch watch = new Watch()) {
      watch.waitFor("10614");
      watch.terminate();
      watch.waitFor(LEAVE);
    }
  }

  @Test
  void the_count_ends_it() throws Exception {
    try (Watch watch = new Watch("--count", "1")) {
      watch.waitFor("exit 0");
      assertThat(watch.said()).contains(ENTER, LEAVE);
    }
  }

  private static final class Watch implements AutoCloseable {
    private final Process process;
    private final StringBuilder said = new StringBuilder();

    Watch(String... more) throws IOException {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String command =
          String.join(
              " ",
              "exec",
              java,
              "-XX:TieredStopAtLevel=1",
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("java.class.path"),
              "'" + Program.class.getName() + "'",
              "watch",
              String.join(" ", more),
              "postgresql://a@127.0.0.1:5432/");
      ProcessBuilder builder =
          new ProcessBuilder(SCRIPT.toString(), "-qefc", command, "/dev/null")
              .redirectErrorStream(true);
      builder.environment().put("TERM", "xterm-256color");
      builder.environment().put("NO_COLOR", "1");
      process = builder.start();
    }

    void type(String keys) throws IOException {
      process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    }

    void terminate() {
      process.descendants().forEach(ProcessHandle::destroy);
    }

    String said() {
      return said.toString();
    }

    /** Reads on until {@code text} has been said; the test's own time limit ends it. */
    void waitFor(String text) throws IOException {
      InputStream output = process.getInputStream();
      byte[] buffer = new byte[4096];
      while (said.indexOf(text) < 0) {
        int read = output.read(buffer);
        assertThat(read).as("more output, to find '%s' in:%n%s", text, said).isPositive();
        said.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
      }
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
    }
  }
}
