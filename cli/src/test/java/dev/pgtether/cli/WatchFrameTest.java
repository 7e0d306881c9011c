package dev.pgtether.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.audit.document.Audited;
import dev.pgtether.audit.document.TableStyle;
import dev.pgtether.cli.Watcher.Episode;
import dev.pgtether.correlation.fact.SessionState;
import dev.pgtether.correlation.pairing.Pairing;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WatchFrameTest {

  private static final TableStyle STYLE = new TableStyle(140, false, true, false);

  private final WatchFrame frame = new WatchFrame("pgtether watch db:5432");

  @Test
  void the_first_audit_marks_nothing() {
    see(Audits.complete(Audits.exact(10, "a", "b")));
    assertThat(frame.lines(STYLE, 24))
        .anySatisfy(line -> assertThat(line).startsWith("  10 "))
        .noneMatch(line -> line.startsWith("+"));
  }

  @Test
  void the_next_one_marks_what_changed() {
    see(
        Audits.complete(
            Audits.exact(10, "a", "b"), Audits.exact(20, "a", "b"), Audits.exact(30, "a", "b")));
    see(
        Audits.complete(
            Audits.exact(10, "a", "b", SessionState.ACTIVE),
            Audits.ghost(20, "a", "b"),
            Audits.exact(40, "a", "b")));
    assertThat(frame.lines(STYLE, 24).subList(3, 7))
        .satisfiesExactly(
            row -> assertThat(row).startsWith("~ 10 "),
            row -> assertThat(row).startsWith("! 20 "),
            row -> assertThat(row).startsWith("- 30 "),
            row -> assertThat(row).startsWith("+ 40 "));
  }

  @Test
  void what_is_gone_is_shown_once() {
    see(Audits.complete(Audits.exact(10, "a", "b")));
    see(Audits.complete());
    see(Audits.complete());
    assertThat(frame.lines(STYLE, 24)).noneMatch(line -> line.contains("127.0.0.1:40010"));
  }

  @Test
  void trouble_is_said_above_the_last_table() {
    see(Audits.complete(Audits.exact(10, "a", "b")));
    trouble();
    List<String> lines = frame.lines(STYLE, 24);
    assertThat(lines.get(1))
        .startsWith(
            "NO AUDIT since 2026-10-05T03:00:00Z (attempts: 3, next at 2026-10-05T03:00:04Z)")
        .contains("db:5432 refuses connections");
    assertThat(lines.get(2)).isEqualTo("hint: start it");
    assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("  10 "));
  }

  @Test
  void trouble_is_said_before_there_is_a_table() {
    trouble();
    assertThat(frame.lines(STYLE, 24)).hasSize(3);
  }

  @Test
  void the_next_audit_ends_the_trouble() {
    trouble();
    see(Audits.complete(Audits.exact(10, "a", "b")));
    assertThat(frame.lines(STYLE, 24)).noneMatch(line -> line.startsWith("NO AUDIT"));
  }

  @Test
  void no_screen_is_too_small() {
    see(audit(50));
    trouble();
    for (int height = 1; height < 60; height++) {
      assertThat(frame.lines(STYLE, height)).hasSizeLessThanOrEqualTo(height);
    }
  }

  @Test
  void what_does_not_fit_is_scrolled_to() {
    // Given
    see(audit(50));
    assertThat(frame.lines(STYLE, 20)).anySatisfy(line -> assertThat(line).startsWith("  1000 "));
    assertThat(frame.lines(STYLE, 20)).contains("rows 1 to 14 of 50");
    // When
    frame.scroll(frame.page());
    // Then
    assertThat(frame.lines(STYLE, 20)).contains("rows 15 to 28 of 50");
    // When
    frame.scroll(1000);
    // Then
    assertThat(frame.lines(STYLE, 20)).contains("rows 37 to 50 of 50");
    // When
    frame.scroll(-1000);
    // Then
    assertThat(frame.lines(STYLE, 20)).contains("rows 1 to 14 of 50");
  }

  @Test
  void a_table_that_has_become_shorter_is_still_shown() {
    see(audit(50));
    frame.scroll(1000);
    frame.lines(STYLE, 20);
    see(audit(2));
    see(audit(2));
    assertThat(frame.lines(STYLE, 20)).anySatisfy(line -> assertThat(line).startsWith("  1000 "));
  }

  private static Audited audit(int rows) {
    return Audits.complete(
        IntStream.range(0, rows)
            .mapToObj(i -> Audits.exact(1000 + i, "a", "b"))
            .toArray(Pairing[]::new));
  }

  private void see(Audited audited) {
    frame.accept(new Episode.Seen(audited), new ViewOptions());
  }

  private void trouble() {
    frame.accept(
        new Episode.Trouble(
            new Complaint("db:5432 refuses connections", "start it", 1),
            Audits.NOW,
            3,
            Audits.NOW.plusSeconds(4)),
        new ViewOptions());
  }
}
