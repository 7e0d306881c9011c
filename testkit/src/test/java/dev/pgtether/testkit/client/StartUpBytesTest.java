package dev.pgtether.testkit.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.need.NeedsCommand;
import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.HostCommand;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the kernel says a client has received, at the points where a client may hang: pgtether tells
 * a newcomer from a session by it.
 */
@NeedsCommand("ss")
class StartUpBytesTest {
  private static final Pattern RECEIVED = Pattern.compile("bytes_received:(\\d+)");

  /** pgtether's own border; a start-up without TLS stands on its two sides. */
  private static final long BORDER = 256;

  @ParameterizedTest(
      name = "PostgreSQL {0}: no authentication takes {1} bytes, and no start-up less")
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void authentication_and_the_whole_start_up_stand_on_two_sides_of_256_bytes(int major) {
    // Given: the shortest start-up is the one without a password
    try (PostgresServer server =
            PostgresServer.ofMajor(major)
                .withHbaLine("host all all ::1/128 trust")
                .withHbaLine("host all postgres 127.0.0.1/32 scram-sha-256")
                .withTls()
                .start();
        ClientLauncher clientLauncher = ClientLauncher.of(server.addressAt("127.0.0.1"));
        ScriptedClient wire = clientLauncher.scripted()) {
      ConnectionRequest byPassword = clientLauncher.request();
      ConnectionRequest trusted = clientLauncher.to(server.addressAt("::1")).request();
      // When
      long challenged = received(wire.open(byPassword.until(LoginStage.CHALLENGED)));
      long answered = received(wire.open(byPassword.until(LoginStage.ANSWERED)));
      long proved = heldWhenProved(server, clientLauncher);
      long ready = received(wire.open(byPassword));
      long trustedReady = received(wire.open(trusted));
      ScriptedConnection encrypting = wire.open(byPassword.until(LoginStage.CONNECTED));
      encrypting.startTls();
      long encrypted = received(encrypting);
      // Then
      System.out.printf(
          "PostgreSQL %d, bytes received: challenged %d, answered %d, proved %d; ready by trust %d, by SCRAM %d;"
              + " TLS handshake alone %d%n",
          major, challenged, answered, proved, trustedReady, ready, encrypted);
      assertThat(challenged).isLessThan(BORDER);
      assertThat(answered).isLessThan(BORDER);
      assertThat(proved).isLessThan(BORDER);
      assertThat(trustedReady).isGreaterThan(BORDER);
      assertThat(ready).isGreaterThan(trustedReady);
      assertThat(encrypted).as("TLS says enough before any authentication").isGreaterThan(BORDER);
    }
  }

  /** A client whose proof was accepted, held before its session stands: pg_database is locked. */
  private static long heldWhenProved(PostgresServer server, ClientLauncher clientLauncher) {
    try (ScriptedClient locker = clientLauncher.scripted();
        ScriptedClient held = clientLauncher.scripted()) {
      ScriptedConnection lock = locker.open(clientLauncher.request());
      lock.send("begin; lock table pg_database in access exclusive mode");
      lock.awaitReady();
      ScriptedConnection proved = held.open(clientLauncher.request().until(LoginStage.ANSWERED));
      proved.advance(LoginStage.PROVED);
      pause();
      return received(proved);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(300);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static long received(ScriptedConnection connection) {
    Matcher matcher =
        RECEIVED.matcher(HostCommand.run("ss", "-Htni", "sport = :" + connection.localPort()));
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }
}
