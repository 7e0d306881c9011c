package dev.pgtether.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.DatabaseFailure.Problem;
import dev.pgtether.database.protocol.ResponseMemoryBudget;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TricklingServerTest {

  @TempDir private Path home;

  @Test
  @Timeout(20)
  void gives_up_on_a_response_that_comes_byte_by_byte() throws Exception {
    // Given a server that outlives the timeout of each single read
    try (FakeServer server =
        FakeServer.acceptingLogin(
            Map.of("server_version", "18.1", "client_encoding", "UTF8"),
            socket -> {
              OutputStream out = socket.getOutputStream();
              out.write(new byte[] {'E', 0, 0, 0x10, 0});
              for (int i = 0; i < 200; i++) {
                out.write('x');
                Thread.sleep(100);
              }
            })) {
      ConnectionTarget connectionTarget =
          ConnectionTarget.parse(server.url("sslmode=disable"), Map.of(), home);

      // When
      DatabaseFailure failure =
          catchThrowableOfType(
              DatabaseFailure.class,
              () ->
                  ServerSession.open(
                      connectionTarget,
                      _ -> {},
                      ResponseMemoryBudget.ofThisProcess(),
                      Duration.ofSeconds(1)));

      // Then
      assertThat(failure.problem()).isEqualTo(Problem.QUERY_TIMEOUT);
      assertThat(failure).hasMessageContaining("no whole answer within 1 s");
      assertThat(failure.reopenAfter()).isPositive();
    }
  }
}
