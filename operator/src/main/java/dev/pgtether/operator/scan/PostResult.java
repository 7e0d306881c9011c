package dev.pgtether.operator.scan;

/** What became of a post. */
public enum PostResult {
  /** It is what was waited for, or a greeting. */
  TAKEN,
  /** Nobody waits for it any more. */
  TOO_LATE,
  /** It was never asked for, or was answered before. */
  UNASKED,
  /** Its scan took longer than its answer. */
  IMPOSSIBLE
}
