package dev.pgtether.correlation.fact;

/** {@code pg_stat_activity.state}. */
public enum SessionState {
  /** The session is being authenticated; version 18 and later. */
  STARTING("starting"),
  ACTIVE("active"),
  IDLE("idle"),
  IDLE_IN_TRANSACTION("idle in transaction"),
  IDLE_IN_TRANSACTION_ABORTED("idle in transaction (aborted)"),
  FASTPATH("fastpath function call"),
  /** {@code track_activities} is off: the state is not known, and does not count as idle. */
  DISABLED("disabled"),
  /** NULL, or a state that pgtether does not know. */
  UNKNOWN("");

  private final String word;

  SessionState(String word) {
    this.word = word;
  }

  /** PostgreSQL's own word; empty for {@link #UNKNOWN}. */
  public String word() {
    return word;
  }

  /** The state that PostgreSQL calls {@code word}; {@link #UNKNOWN} for any other. */
  public static SessionState ofWord(String word) {
    for (SessionState state : values()) {
      if (state != UNKNOWN && state.word.equals(word)) {
        return state;
      }
    }
    return UNKNOWN;
  }
}
