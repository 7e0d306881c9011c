package dev.pgtether.correlation.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class AgentReportTest {

  private static final ReportOrigin POD = new ReportOrigin.PodAgent("uid");

  @Test
  void the_times_of_a_remote_report_lie_between_request_and_answer() {
    // Given: a scan of 30 ns; the socket was read in the 10 ns in its middle
    AgentReport report =
        report(new MonotonicInterval(1_000, 1_030), new MonotonicInterval(1_010, 1_020));
    // When
    AgentReport received = report.received("sidecar", POD, 500, 600);
    // Then: this process's clock is behind the agent's by 430 to 500 ns
    assertThat(received.scanInterval()).isEqualTo(new MonotonicInterval(500, 600));
    assertThat(received.sockets().getFirst().tcpInfo().readInterval())
        .isEqualTo(new MonotonicInterval(510, 590));
    assertThat(received.origin()).isEqualTo(POD);
    assertThat(received.agent()).isEqualTo("sidecar");
  }

  @Test
  void a_scan_that_took_longer_than_its_answer_is_refused() {
    AgentReport report =
        report(new MonotonicInterval(1_000, 1_101), new MonotonicInterval(1_010, 1_020));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> report.received("sidecar", POD, 500, 600))
        .withMessageContaining("101 ns");
  }

  private static AgentReport report(MonotonicInterval scan, MonotonicInterval readInterval) {
    return new AgentReport(
        "self-styled",
        "boot",
        scan,
        new ScanCoverage(
            ScanCoverage.SocketListing.DIAG_ONE_PASS,
            ScanCoverage.HolderLookup.DESCRIPTORS,
            List.of()),
        List.of(),
        List.of(
            new ClientSocket(
                new SocketId(1, 2),
                Endpoint.of("10.42.1.7", 40_000),
                Endpoint.of("10.42.0.5", 5432),
                TcpState.ESTABLISHED,
                0,
                new TcpInfo(5, 5, readInterval),
                new SocketHolders.Unreadable())),
        null);
  }
}
