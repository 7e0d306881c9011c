package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.SessionState;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL shows of a session from one moment until the next phase.
 *
 * @param from in µs of the simulation's clock
 */
record SessionPhase(
    long from,
    SessionState state,
    @Nullable String waitEvent,
    @Nullable Long queryStart,
    @Nullable Long stateChange) {

  boolean waitsForClient() {
    return "ClientRead".equals(waitEvent);
  }
}
