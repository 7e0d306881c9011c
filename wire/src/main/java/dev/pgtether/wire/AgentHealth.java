package dev.pgtether.wire;

import java.time.Instant;
import java.util.List;

/**
 * How an agent is doing, with every post.
 *
 * @param version of the agent's program; at most 100 characters
 * @param run drawn at random when the agent's process started: tells two runs of one pod apart
 * @param started when the agent's process started, on its wall clock
 * @param troubles what stood or stands in the agent's way; empty when nothing does
 */
public record AgentHealth(String version, String run, Instant started, List<Trouble> troubles) {

  /** As many kinds of trouble are told at most. */
  static final int MAX_TROUBLES = 20;

  public AgentHealth {
    version = Limits.cut(version, Limits.NAME);
    run = Limits.cut(run, Limits.NAME);
    troubles =
        List.copyOf(troubles.size() > MAX_TROUBLES ? troubles.subList(0, MAX_TROUBLES) : troubles);
  }
}
