package dev.pgtether.sidecar.exchange;

import dev.pgtether.wire.Trouble;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the way: kept for the operator until it has heard of it, and one line in the log
 * when that changes. A state that comes and goes is not logged more than once a minute.
 */
final class Diary {

  private static final Duration QUIET = Duration.ofMinutes(1);

  private final PrintStream log;
  private final InstantSource clock;
  private final Map<Trouble.Kind, Trouble> untold = new EnumMap<>(Trouble.Kind.class);
  private final Map<Trouble.Kind, Instant> logged = new EnumMap<>(Trouble.Kind.class);
  private Trouble.@Nullable Kind state;
  private boolean unannounced = true;

  Diary(PrintStream log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Something went wrong. */
  void trouble(Trouble.Kind kind, String message) {
    Instant now = clock.instant();
    untold.merge(
        kind,
        new Trouble(kind, now, 1, message),
        (first, again) -> new Trouble(kind, first.since(), first.times() + 1, again.detail()));
    if (state != kind) {
      state = kind;
      Instant last = logged.get(kind);
      if (last == null || !now.isBefore(last.plus(QUIET))) {
        logged.put(kind, now);
        unannounced = true;
        line("WARN", kind.name(), message);
      }
    }
  }

  /** Nothing stands in the way now, and the operator has been told what did. */
  void told(String how) {
    untold.clear();
    state = null;
    if (unannounced) {
      unannounced = false;
      line("INFO", "CONNECTED", how);
    }
  }

  /** What the operator has not been told. */
  List<Trouble> untold() {
    return List.copyOf(untold.values());
  }

  /** One line: time, level, state and message; quotes and what is not printable replaced. */
  void line(String level, String newState, String message) {
    String safe = message.replaceAll("[^\\x20-\\x7E]", "?").replace('"', '\'');
    log.println(
        "time=%s level=%s state=%s message=\"%s\""
            .formatted(clock.instant(), level, newState, safe));
    log.flush();
  }
}
