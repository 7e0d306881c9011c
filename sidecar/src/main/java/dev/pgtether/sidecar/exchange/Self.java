package dev.pgtether.sidecar.exchange;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;

/**
 * This run of the agent.
 *
 * @param version of the program
 * @param run drawn at random
 * @param started on the wall clock
 */
record Self(String version, String run, Instant started) {

  static Self startedAt(Instant now, String version) {
    byte[] random = new byte[12];
    new SecureRandom().nextBytes(random);
    return new Self(version, Base64.getUrlEncoder().withoutPadding().encodeToString(random), now);
  }
}
