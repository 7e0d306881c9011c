package dev.pgtether.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class StandpointTest {

  @Test
  void the_effective_ids_and_capabilities_count() {
    // Given: as proc(5) writes it, with every identity another number
    String status =
        """
        Name:	agent
        Uid:	1	2	3	4
        Gid:	5	4294967294	7	8
        CapPrm:	000001ffffffffff
        CapEff:	0000000000080004
        """;

    // When
    Standpoint standpoint = Standpoint.of("pod", 7, status, 3);

    // Then
    assertThat(standpoint.uid()).isEqualTo(2);
    assertThat(Integer.toUnsignedString(standpoint.gid())).isEqualTo("4294967294");
    assertThat(standpoint.capabilities()).containsExactly("CAP_DAC_READ_SEARCH", "CAP_SYS_PTRACE");
  }

  @Test
  void a_status_without_a_field_says_which() {
    assertThatThrownBy(() -> Standpoint.of("pod", 7, "Uid:\t1\t1\t1\t1\nCapEff:\t0\n", 3))
        .hasMessage("/proc/self/status has no Gid");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "read from Linux's /proc")
  void this_process_is_seen() {
    Standpoint own = Standpoint.own();
    assertThat(own.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(own.processes()).isPositive();
    assertThat(own.hostName()).isNotBlank();
  }
}
