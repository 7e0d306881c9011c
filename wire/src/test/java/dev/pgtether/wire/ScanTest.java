package dev.pgtether.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ReportOrigin;
import org.junit.jupiter.api.Test;

class ScanTest {

  private static final ReportOrigin POD = new ReportOrigin.PodAgent("uid-1");

  @Test
  void a_scan_becomes_a_report_of_whoever_was_verified_on_this_processes_clock() {
    // Given
    Scan scan = Messages.report().scan(); // it took 8 ms on the agent's clock
    // When
    AgentReport told = scan.toldBy("shop/checkout", POD, 1_000_000_000, 1_010_000_000);
    // Then
    assertThat(told.agent()).isEqualTo("shop/checkout");
    assertThat(told.origin()).isEqualTo(POD);
    assertThat(told.scanInterval().beginNanos()).isEqualTo(1_000_000_000);
    assertThat(told.scanInterval().endNanos()).isEqualTo(1_010_000_000);
    assertThat(Scan.of(told).namespaces()).isEqualTo(scan.namespaces());
  }

  @Test
  void a_scan_that_took_longer_than_its_answer_is_no_answer() {
    Scan scan = Messages.report().scan();
    assertThatIllegalArgumentException().isThrownBy(() -> scan.toldBy("x", POD, 0, 7_000_000));
  }
}
