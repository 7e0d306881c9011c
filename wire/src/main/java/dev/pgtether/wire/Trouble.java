package dev.pgtether.wire;

import java.time.Instant;

/**
 * Something that stood in an agent's way since its last report that arrived, or still does.
 *
 * @param since when it began, on the agent's wall clock
 * @param times how often it happened, at least 1
 * @param detail what was tried, on what, and why it failed; at most 500 characters, no secret
 */
public record Trouble(Kind kind, Instant since, long times, String detail) {

  public Trouble {
    if (times < 1) {
      throw new IllegalArgumentException("trouble happened at least once, not " + times);
    }
    detail = Limits.cut(detail, Limits.SENTENCE);
  }

  /** What went wrong. */
  public enum Kind {
    /** The token's file could not be read. */
    TOKEN_UNREADABLE,
    /** The file of trusted roots was missing, empty or not PEM. */
    CA_UNREADABLE,
    /** No connection: no such name, refused, unreachable, timed out. */
    UNREACHABLE,
    /** The operator's certificate could not be verified, or what answered speaks no TLS. */
    UNTRUSTED,
    /** The connection ended within an exchange. */
    CUT,
    /** The operator refused. */
    REFUSED,
    /** The answer was not one of this protocol. */
    GARBLED,
    /** A question by somebody who is no longer the leader; it was not answered. */
    OLD_EPOCH,
    /** Replicas that send the agent to each other. */
    NO_LEADER,
    /** The kernel's tables could not be read. */
    SCAN_FAILED,
    /** A fault in the agent itself. */
    FAULT
  }
}
