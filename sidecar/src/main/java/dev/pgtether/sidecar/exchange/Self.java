package dev.pgtether.sidecar.exchange;

import java.time.Instant;
import java.util.Base64;
import java.util.Random;

/**
 * This run of the agent.
 *
 * @param version of the program
 * @param run drawn at random
 * @param started on the wall clock
 */
record Self(String version, String run, Instant started) {

  static Self startedAt(Instant now, String version, Random random) {
    byte[] drawn = new byte[12];
    random.nextBytes(drawn);
    return new Self(version, Base64.getUrlEncoder().withoutPadding().encodeToString(drawn), now);
  }
}
