package dev.pgtether.collector.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.TcpState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcNetTcpTest {

  private static final String HEADING =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

  private static final TcpFilter ESTABLISHED = TcpFilter.inStates(Set.of(TcpState.ESTABLISHED));

  @Test
  void rows_of_both_families_are_read_and_filtered() {
    String text =
        HEADING
            + "   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   104        0 11 1 0 100\n"
            + "   1: 0202000A:D34C 0F02000A:1538 01 00000000:00000000 00:00000000 00000000  1000        0 4242 1 0 20\n"
            + "   2: 0202000A:D34D 0F02000A:0050 01 00000000:00000000 00:00000000 00000000  1000        0 4243 1 0 20\n"
            + "   3: 0000000000000000FFFF00000202000A:D34E 0000000000000000FFFF00000F02000A:1538 01 00000000:00000000"
            + " 02:000A 00000000     0        0 4244 2 0\n"
            + "   4: 000000FD000000000000000001000000:D34F 000000FD000000000000000002000000:1538 01 00000000:00000000"
            + " 02:000A 00000000     7        0 4245 2 0\n";

    assertThat(parse(text, ESTABLISHED.toPeerPorts(Set.of(5432))))
        .containsExactly(
            "10.0.2.2:54092 10.0.2.15:5432 1000 4242",
            "10.0.2.2:54094 10.0.2.15:5432 0 4244",
            "[fd00::1]:54095 [fd00::2]:5432 7 4245");
  }

  @Test
  void a_line_that_is_cut_is_passed_over() {
    assertThat(parse(HEADING + "   0: 0202000A:D34C 0F02", ESTABLISHED)).isEmpty();
    assertThat(parse(HEADING + "   0: 0202000A:D34C 0F02000A:1538 01 00000000:000", ESTABLISHED))
        .isEmpty();
    assertThat(parse(HEADING + "nothing like it\n\n", ESTABLISHED)).isEmpty();
    assertThat(parse("", ESTABLISHED)).isEmpty();
  }

  private static List<String> parse(String text, TcpFilter filter) {
    List<String> rows = new ArrayList<>();
    ProcNetTcp.parse(
        text.getBytes(StandardCharsets.US_ASCII),
        filter,
        row -> rows.add(row.local() + " " + row.peer() + " " + row.uid() + " " + row.inode()));
    return rows;
  }
}
