package dev.pgtether.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.database.config.ConnectionTarget;
import dev.pgtether.database.failure.DatabaseFailure;
import dev.pgtether.database.failure.DatabaseFailure.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * What becomes of a session when the server goes. Signals go to the PostgreSQL that the test itself
 * started.
 */
class LostSessionTest {

  @Test
  void reports_a_lost_connection_when_the_backend_is_killed() throws Exception {
    // Given
    try (TestServer postgres = TestServer.start(18);
        ServerSession session = ServerSession.open(postgres.target())) {
      session.read();

      // When
      signal("KILL", session.server().auditBackend().pid());

      // Then
      DatabaseFailure failure = FailureAssertions.ofReading(session, postgres.target());
      assertThat(failure.problem()).isEqualTo(Problem.CONNECTION_LOST);
      assertThat(session.isOpen()).isFalse();
      assertThat(FailureAssertions.ofReading(session, postgres.target()).problem())
          .isEqualTo(Problem.CONNECTION_LOST);

      // When the server has recovered: killed in the middle of it, it would outlive this test
      AtomicReference<ServerSession> next = new AtomicReference<>();
      await(() -> opened(postgres.target(), next));

      // Then
      try (ServerSession recovered = next.get()) {
        assertThat(recovered.read().server().isSameAs(session.server())).isFalse();
      }
    }
  }

  @Test
  void reports_that_the_session_was_terminated() {
    // Given
    try (TestServer postgres = TestServer.start(16);
        ServerSession session = ServerSession.open(postgres.target())) {

      // When
      postgres.execute(
          "select pg_terminate_backend(" + session.server().auditBackend().pid() + ", 5000)");

      // Then
      DatabaseFailure failure = FailureAssertions.ofReading(session, postgres.target());
      assertThat(failure.problem()).isEqualTo(Problem.SHUTTING_DOWN);
      assertThat(session.isOpen()).isFalse();
      try (ServerSession next = ServerSession.open(postgres.target())) {
        assertThat(next.read().server().isSameAs(session.server())).isFalse();
      }
    }
  }

  @Test
  void reports_that_a_stopping_server_takes_no_connections() throws Exception {
    // Given a smart shutdown, which waits for the sessions there are
    try (TestServer postgres = TestServer.start(15);
        ServerSession session = ServerSession.open(postgres.target())) {
      int postmaster = postmaster(postgres);

      // When
      signal("TERM", postmaster);

      // Then
      DatabaseFailure refused = FailureAssertions.ofOpening(postgres.target());
      for (int i = 0; refused.problem() != Problem.STARTING_UP && i < 50; i++) {
        Thread.sleep(20);
        refused = FailureAssertions.ofOpening(postgres.target());
      }
      assertThat(refused.problem()).isEqualTo(Problem.STARTING_UP);
      assertThat(session.read().server().isSameAs(session.server())).isTrue();

      // When it no longer waits
      signal("INT", postmaster);
      await(() -> !ProcessHandle.of(postmaster).map(ProcessHandle::isAlive).orElse(false));

      // Then
      assertThat(FailureAssertions.ofReading(session, postgres.target()).problem())
          .isEqualTo(Problem.SHUTTING_DOWN);
      assertThat(FailureAssertions.ofOpening(postgres.target()).problem())
          .isEqualTo(Problem.REFUSED);
    }
  }

  @Test
  void gives_up_on_a_stuck_server_and_delays_the_next_connection() throws Exception {
    // Given
    try (TestServer postgres = TestServer.start(17);
        ServerSession session = ServerSession.open(postgres.target())) {
      int pid = session.server().auditBackend().pid();
      signal("STOP", pid);
      try {

        // When
        long begin = System.nanoTime();
        DatabaseFailure failure = FailureAssertions.ofReading(session, postgres.target());

        // Then
        assertThat(failure.problem()).isEqualTo(Problem.QUERY_TIMEOUT);
        assertThat(failure.reopenAfter()).isPositive();
        assertThat(session.isOpen()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
      } finally {
        signal("CONT", pid);
      }
    }
  }

  private static int postmaster(TestServer postgres) throws Exception {
    try (Connection connection = postgres.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show data_directory")) {
      row.next();
      Path file = Path.of(row.getString(1)).resolve("postmaster.pid");
      return Integer.parseInt(Files.readAllLines(file).getFirst().strip());
    }
  }

  private static void signal(String name, int pid) throws Exception {
    // the shell's own: a minimal system has no program of that name
    Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).inheritIO().start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }

  private static boolean opened(
      ConnectionTarget connectionTarget, AtomicReference<ServerSession> session) {
    try {
      session.set(ServerSession.open(connectionTarget));
      return true;
    } catch (DatabaseFailure notYet) {
      assertThat(notYet.problem())
          .isIn(
              Problem.STARTING_UP,
              Problem.SHUTTING_DOWN,
              Problem.CONNECTION_LOST,
              Problem.NOT_POSTGRES);
      return false;
    }
  }

  private static void await(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    for (int i = 0; !condition.getAsBoolean(); i++) {
      assertThat(i).as("tries").isLessThan(500);
      Thread.sleep(20);
    }
  }
}
