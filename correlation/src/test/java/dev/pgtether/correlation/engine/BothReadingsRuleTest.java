package dev.pgtether.correlation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Backend;
import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.ClientAddress;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BothReadingsRuleTest {

  private static final Backend ROW = row(20, 1_000_000, RuleTestAudit.CLIENT);

  @Test
  void a_row_with_the_same_pid_start_and_endpoint_in_both_readings_holds() {
    assertThat(failure(List.of(ROW), ROW)).isNull();
  }

  @Test
  void a_row_that_only_the_second_reading_has_fails() {
    assertAppeared(failure(List.of(), ROW));
  }

  @Test
  void another_backend_start_fails_even_by_a_microsecond() {
    assertAppeared(failure(List.of(ROW), row(20, 1_000_001, RuleTestAudit.CLIENT)));
  }

  @Test
  void another_client_address_or_port_fails() {
    assertAppeared(failure(List.of(ROW), row(20, 1_000_000, Endpoint.of("10.0.1.1", 41_001))));
    assertAppeared(failure(List.of(ROW), row(20, 1_000_000, Endpoint.of("10.0.1.2", 41_000))));
  }

  private static void assertAppeared(@Nullable PairingDecision failure) {
    assertThat(failure).isNotNull();
    assertThat(failure.pairing().verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(RuleTestAudit.codesOf(failure)).containsExactly(Code.APPEARED);
  }

  private static @Nullable PairingDecision failure(List<Backend> first, Backend second) {
    ActivityComparison comparison =
        ActivityComparison.of(reading(first, 0), reading(List.of(second), 2));
    return new BothReadingsRule(comparison).failure(second);
  }

  private static Backend row(int pid, long startMicros, Endpoint client) {
    return new Backend(
        new BackendId(pid, startMicros),
        Backend.Kind.CLIENT,
        new ClientAddress.Tcp(client),
        SessionState.IDLE,
        5_000_000L,
        5_000_000L,
        "ClientRead",
        10_000_000,
        "app",
        "orders",
        null);
  }

  private static ActivitySnapshot reading(List<Backend> rows, long nanos) {
    ServerInfo server =
        new ServerInfo(
            "17.6",
            170006,
            0,
            false,
            100,
            3,
            new BackendId(900, 0),
            null,
            null,
            true,
            new ServerInfo.AuthenticationSettings(true, Duration.ofMinutes(1)));
    return new ActivitySnapshot(server, rows, 0, new MonotonicInterval(nanos, nanos + 1));
  }
}
