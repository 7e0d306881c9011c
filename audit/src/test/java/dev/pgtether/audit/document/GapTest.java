package dev.pgtether.audit.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class GapTest {

  private static final List<Pairing> ROWS = List.of(Examples.IDLE);
  private static final List<Pairing> ROWS_THAT_LACK_A_NAMESPACE =
      List.of(
          Examples.unpaired(
              Examples.row(1, "172.17.0.3", 1),
              Verdict.UNKNOWN,
              Examples.evidence(Code.NAMESPACES_UNSEEN)));

  @Test
  void an_audit_that_saw_everything_is_complete() {
    Audited audited = Examples.complete(Examples.IDLE);
    assertThat(audited.isComplete()).isTrue();
    assertThat(Remarks.notSeen(audited)).isEmpty();
    assertThat(Remarks.summary(audited))
        .isEqualTo("1 backend: 1 exact, 2 vanished; audited 2026-10-05T03:00:00Z in 8 ms");
  }

  @Test
  void hidden_rows_make_it_incomplete_and_are_counted() {
    Audited audited = Examples.audited(ROWS, 4, false);
    assertThat(audited.isComplete()).isFalse();
    assertThat(Remarks.summary(audited)).contains("4 hidden");
    assertThat(Remarks.notSeen(audited))
        .containsExactly(
            "not seen: 4 rows of pg_stat_activity hidden - needs pg_read_all_stats (GRANT"
                + " pg_monitor TO audit)");
  }

  @Test
  void a_process_that_denies_even_who_has_every_right_matters_only_where_none_is_named() {
    // Given
    Limit one = new Limit(Limit.Kind.PROCESSES_UNREADABLE, 1);
    // When
    Audited named = Examples.withEveryRight(Examples.audited(ROWS, 0, false, one));
    Audited unnamed =
        Examples.withEveryRight(Examples.audited(List.of(Examples.STANDBY), 0, false, one));
    // Then
    assertThat(named.isComplete()).isTrue();
    assertThat(unnamed.isComplete()).isFalse();
    assertThat(Remarks.notSeen(named))
        .singleElement()
        .asString()
        .contains("1 process - denied although the rights are there");
  }

  @ParameterizedTest
  @EnumSource(
      value = Limit.Kind.class,
      mode = Mode.EXCLUDE,
      names = {"NAMESPACES_UNREADABLE", "NAMESPACES_NOT_ASKED"})
  void what_an_agent_could_not_see_makes_it_incomplete_and_is_said(Limit.Kind kind) {
    Audited audited = Examples.audited(ROWS, 0, false, new Limit(kind, 2));
    assertThat(audited.isComplete()).isFalse();
    assertThat(Remarks.notSeen(audited)).singleElement().asString().startsWith("not seen: ");
  }

  @ParameterizedTest
  @EnumSource(names = {"NAMESPACES_UNREADABLE", "NAMESPACES_NOT_ASKED"})
  void namespaces_that_no_row_lacks_are_said_and_do_not_matter(Limit.Kind kind) {
    Audited audited = Examples.audited(ROWS, 0, false, new Limit(kind, 2));
    assertThat(audited.isComplete()).isTrue();
    assertThat(Remarks.notSeen(audited)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"NAMESPACES_UNREADABLE", "NAMESPACES_NOT_ASKED"})
  void namespaces_that_a_row_lacks_matter(Limit.Kind kind) {
    Audited audited = Examples.audited(ROWS_THAT_LACK_A_NAMESPACE, 0, false, new Limit(kind, 2));
    assertThat(audited.isComplete()).isFalse();
    assertThat(Remarks.notSeen(audited)).singleElement().asString().contains("(1 row affected)");
  }

  @Test
  void who_insists_on_every_namespace_is_told_that_one_is_missing() {
    Audited audited =
        Examples.audited(ROWS, 0, true, new Limit(Limit.Kind.NAMESPACES_UNREADABLE, 2));
    assertThat(audited.isComplete()).isFalse();
  }

  @Test
  void unix_sockets_behind_unreadable_server_processes_make_it_incomplete() {
    Audited audited = Examples.complete(Examples.UNIX);
    assertThat(audited.isComplete()).isFalse();
    assertThat(Remarks.notSeen(audited))
        .containsExactly(
            "not seen: the server's processes, with the far ends of 1 Unix socket - needs"
                + " CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH (run as root)");
  }

  @Test
  void rows_that_were_not_asked_for_are_counted() {
    assertThat(
            Remarks.summary(
                Examples.complete(Examples.IDLE, Examples.GONE)
                    .only(pairing -> pairing.verdict() == Verdict.GHOST)))
        .startsWith("2 backends: 1 exact, 1 ghost, 2 vanished; 1 shown; ");
  }
}
