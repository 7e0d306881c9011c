package dev.pgtether.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The whole program, in this process. */
class AgentTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.1Z"));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "sockets are read from the Linux kernel")
  void every_connection_to_the_port_is_reported_with_this_process_and_no_other()
      throws IOException {
    // Given
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
        ServerSocket stranger = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"));
        Socket first = connect(server);
        Socket second = connect(server);
        Socket elsewhere = connect(stranger)) {

      // When
      int code = run(out, "--once", "--port", "" + server.getLocalPort());

      // Then
      JsonNode document = new ObjectMapper().readTree(out.toByteArray());
      assertThat(document.at("/scannedAt").textValue()).isEqualTo("2026-01-02T03:04:05.100000Z");
      assertThat(document.at("/sockets").findValuesAsText("local"))
          .containsExactlyInAnyOrder(local(first), local(second))
          .doesNotContain(local(elsewhere));
      assertThat(document.at("/sockets").findValuesAsText("pid"))
          .containsOnly("" + ProcessHandle.current().pid());
      assertThat(document.at("/sockets").findValuesAsText("bytesReceived")).containsOnly("0");
      assertThat(code).isEqualTo(document.at("/complete").booleanValue() ? 0 : 3);
      assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("}\n").hasLineCount(1);
    }
  }

  @Test
  void help_teaches_by_example() {
    assertThat(run(out, "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("agent --once --port 5432 --port 6432")
        .contains("Exit codes: 0 everything was seen");
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void a_wrong_command_line_ends_with2_and_says_what_is_wrong() {
    assertThat(run(out, "--once", "--port", "postgres")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            agent: --port is a number from 1 to 65535, not 'postgres'
              agent --help says what there is
            """);
    assertThat(out.size()).isZero();
  }

  @Test
  void output_that_is_lost_is_no_success() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int octet) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertThat(run(full, "--version")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("agent: the output could not be written");
  }

  private int run(OutputStream standardOutput, String... words) {
    return new Main(
            new PrintStream(standardOutput, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            CLOCK,
            Map.of())
        .run(List.of(words));
  }

  private static Socket connect(ServerSocket server) throws IOException {
    return new Socket(server.getInetAddress(), server.getLocalPort());
  }

  private static String local(Socket socket) {
    return "127.0.0.1:" + socket.getLocalPort();
  }
}
