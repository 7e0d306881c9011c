package dev.pgtether.operator.report;

import dev.pgtether.operator.api.ConnectionAuditStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which Events a change is worth. */
public final class Notices {

  private Notices() {}

  /**
   * The Events to write, the most important first; none when nothing changed.
   *
   * @param before the status as it was written last; null before the first
   * @param after the status of {@code course}
   */
  public static List<Notice> between(
      @Nullable ConnectionAuditStatus before, ConnectionAuditStatus after, Course course) {
    return List.of();
  }
}
