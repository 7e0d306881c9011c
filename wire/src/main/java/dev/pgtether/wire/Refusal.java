package dev.pgtether.wire;

/**
 * Why the operator does not take a post; the body of every answer but 200 and 204. Never changes
 * between versions, so that two that do not understand each other can say so.
 *
 * @param message what was refused, why, and what to do next; at most 500 characters
 */
public record Refusal(Code code, String message) {

  public Refusal {
    message = Limits.cut(message, Limits.SENTENCE);
  }

  /** What is refused. */
  public enum Code {
    /** The body is not a message of this protocol, or breaks a bound of it. */
    MALFORMED(400),
    /** No token, or one that is forged, expired, for another audience, or of a pod that is gone. */
    TOKEN(401),
    /** The token is good, but its pod may not speak: host network, not a known pod. */
    NOT_ALLOWED(403),
    /** Nobody waits for this answer: too late, said before, or asked by another replica. */
    STALE(409),
    /** The body is longer than {@link Exchange#MAX_BODY_BYTES}. */
    TOO_LARGE(413),
    /** Not the leader: {@link Exchange#LEADER_HEADER} says who is. */
    NOT_LEADER(421),
    /** No version that both speak; the message says which side to upgrade. */
    VERSION(426),
    /** Too many exchanges of this pod, or in all. {@code Retry-After} says when to try again. */
    TOO_MANY(429),
    /** A fault in the operator, or one that this version does not know. */
    FAULT(500),
    /** Not able to just now: starting, stopping, the API server does not answer. */
    UNAVAILABLE(503);

    private final int status;

    Code(int status) {
      this.status = status;
    }

    /** The HTTP status that goes with it. */
    public int status() {
      return status;
    }
  }
}
