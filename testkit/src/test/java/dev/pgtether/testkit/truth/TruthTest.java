package dev.pgtether.testkit.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TruthTest {

  @Test
  void a_row_that_names_its_client_is_right() {
    assertThatCode(
            () ->
                GroundTruthComparison.of(audit(row("pid-7/psql", "EXACT", "7", "7")))
                    .assertNothingWrong())
        .doesNotThrowAnyException();
  }

  @Test
  void a_row_that_names_another_process_is_wrong() {
    assertThatThrownBy(
            () ->
                GroundTruthComparison.of(audit(row("pid-7", "EXACT", "8", "8")))
                    .assertNothingWrong())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("held by [7]")
        .hasMessageContaining("pid-7");
  }

  @Test
  void a_row_that_names_one_more_or_one_less_than_hold_the_socket_is_wrong() {
    assertThat(GroundTruthComparison.of(audit(row("pid-7", "EXACT", "7", "7,8"))).wrong())
        .hasSize(1);
    assertThat(GroundTruthComparison.of(audit(row("pid-7+8/shared", "EXACT", "7", "7"))).wrong())
        .hasSize(1);
    assertThat(GroundTruthComparison.of(audit(row("pid-7+8/shared", "EXACT", "7", "7,8"))).wrong())
        .isEmpty();
  }

  @Test
  void a_row_that_is_exact_and_names_nobody_is_wrong_and_one_that_is_unsure_is_not() {
    assertThat(GroundTruthComparison.of(audit(row("pid-7", "EXACT", "null", ""))).wrong())
        .hasSize(1);
    assertThat(GroundTruthComparison.of(audit(row("pid-7", "AMBIGUOUS", "null", ""))).wrong())
        .isEmpty();
    assertThat(GroundTruthComparison.of(audit(row("pid-7", "AMBIGUOUS", "8", ""))).wrong())
        .hasSize(1);
  }

  @Test
  void what_is_true_now_goes_before_what_the_name_says() {
    String document = audit(row("pid-7+8/shared", "EXACT", "8", "8"));

    assertThat(GroundTruthComparison.of(document, Map.of("pid-7+8/shared", Set.of(8L))).wrong())
        .isEmpty();
    assertThat(GroundTruthComparison.of(document, Map.of("pid-7+8/shared", Set.of())).wrong())
        .hasSize(1);
  }

  @Test
  void many_audits_add_up_and_other_applications_only_count() {
    GroundTruthComparison both =
        GroundTruthComparison.of(
                audit(row("pid-7", "EXACT", "7", "7"), row("psql", "EXACT", "1", "1")))
            .plus(GroundTruthComparison.of(audit(row("pid-9", "AMBIGUOUS", "null", ""))));

    assertThat(both.compared()).isEqualTo(2);
    assertThat(both.namingProcess()).isEqualTo(1);
    assertThat(both.count("EXACT")).isEqualTo(2);
    assertThat(both.summary())
        .isEqualTo(
            "2 rows compared, 2 stood in both readings, 1 name a process, 0 wrong;"
                + " AMBIGUOUS(CODE) 50.0 %, EXACT(CODE) 50.0 %");
  }

  @Test
  void a_row_that_only_appeared_did_not_stand_in_both_readings() {
    GroundTruthComparison groundTruthComparison =
        GroundTruthComparison.of(
            audit(
                row("pid-7", "EXACT", "7", "7"),
                row("pid-9", "UNKNOWN", "null", "").replace("CODE", "APPEARED")));

    assertThat(groundTruthComparison.compared()).isEqualTo(2);
    assertThat(groundTruthComparison.inBothReadings()).isEqualTo(1);
  }

  @Test
  void an_audit_in_which_nothing_could_be_compared_proves_nothing() {
    assertThatThrownBy(() -> GroundTruthComparison.of(audit()).assertNothingWrong())
        .hasMessageContaining("no row");
  }

  private static String audit(String... rows) {
    return "{\"schema\":\"pgtether.dev/audit/v1\",\"connections\":["
        + String.join(",", rows)
        + "]}";
  }

  private static String row(String application, String verdict, String clientPid, String holders) {
    String pids = holders.isEmpty() ? "" : "{\"pid\":" + holders.replace(",", "},{\"pid\":") + "}";
    return "{\"application\":\"%s\",\"verdict\":\"%s\",\"clientPid\":%s,\"holders\":[%s],\"evidence\":[{\"code\":\"CODE\"}]}"
        .formatted(application, verdict, clientPid, pids);
  }
}
