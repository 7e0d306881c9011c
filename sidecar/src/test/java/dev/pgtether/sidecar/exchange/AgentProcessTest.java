package dev.pgtether.sidecar.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.wire.Greeting;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "sockets are read from the Linux kernel")
class AgentProcessTest {

  private static final TestAuthority ROOT = new TestAuthority("root");

  @TempDir Path folder;

  @Test
  void it_ends_at_once_when_it_is_told_to() throws Exception {
    // Given
    RunningAgent.writeRoots(folder, ROOT);
    RunningAgent.writeToken(folder, "token-1");
    try (ScriptedOperator operator = new ScriptedOperator(ROOT.serverFor("localhost"))) {
      Process agent = start(Map.of("PGTETHER_OPERATOR", "https://localhost:" + operator.port()));
      try {
        assertThat(operator.next().post()).isInstanceOf(Greeting.class);
        // When
        long told = System.nanoTime();
        agent.destroy(); // SIGTERM
        // Then
        assertThat(agent.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(2));
        assertThat(agent.exitValue()).isZero();
        assertThat(log()).contains("state=STARTED").doesNotContain("WARN", "token-1");
      } finally {
        agent.destroyForcibly();
      }
    }
  }

  @Test
  void a_wrong_environment_is_said_once_and_holds_nobody_back() throws Exception {
    // Given
    Process agent = start(Map.of());
    try {
      // When
      boolean ended = agent.waitFor(3, TimeUnit.SECONDS);
      // Then
      assertThat(ended).isFalse();
      assertThat(log())
          .hasLineCount(1)
          .contains("level=ERROR state=MISCONFIGURED")
          .contains("PGTETHER_OPERATOR must say where the operator is");
      agent.destroy();
      assertThat(agent.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(agent.exitValue()).isZero();
    } finally {
      agent.destroyForcibly();
    }
  }

  private Process start(Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx16m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.pgtether.sidecar.Main",
                "exchange")
            .redirectErrorStream(true)
            .redirectOutput(logFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder
        .environment()
        .putAll(
            Map.of(
                "PGTETHER_TOKEN_FILE", RunningAgent.tokenFile(folder).toString(),
                "PGTETHER_CA_FILE", RunningAgent.caFile(folder).toString()));
    return builder.start();
  }

  private File logFile() {
    return folder.resolve("log").toFile();
  }

  private String log() throws IOException {
    return Files.readString(logFile().toPath());
  }
}
