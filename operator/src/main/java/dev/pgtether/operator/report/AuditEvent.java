package dev.pgtether.operator.report;

import dev.pgtether.operator.api.Reason;

/**
 * An Event to be written, events.k8s.io/v1.
 *
 * @param regarding what it is about
 * @param action what was done, in one word, for instance {@code Audit}
 * @param note what happened and what to do next, at most {@value #MAX_NOTE_BYTES} bytes in UTF-8
 * @param deduplicationKey what tells this Event from others about the same object: equal seeds are
 *     repetitions
 */
public record AuditEvent(
    Regarding regarding,
    Type type,
    Reason reason,
    String action,
    String note,
    String deduplicationKey) {

  /** The API server's limit for {@code note} (NoteLengthLimit in its validation of Events). */
  public static final int MAX_NOTE_BYTES = 1024;

  /** Kubernetes' two kinds of Events. */
  public enum Type {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /** As Kubernetes writes it. */
    public String word() {
      return word;
    }
  }

  /** What an Event is about. */
  public sealed interface Regarding {

    /** The audit itself. */
    record AuditRef() implements Regarding {}

    /** A pod that the audit may name. */
    record PodRef(String namespace, String name, String uid) implements Regarding {}
  }
}
