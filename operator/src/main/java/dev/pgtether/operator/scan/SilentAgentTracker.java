package dev.pgtether.operator.scan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * For whom an audit waits its whole deadline: not for agents that were silent twice in a row, until
 * they have answered again, though late. One agent that hangs must not slow down every audit.
 */
final class SilentAgentTracker {

  private static final int SILENCES = 2;
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final int MOST = 25_000;

  private final Cache<String, Integer> silences =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

  boolean isDeserved(String podUid) {
    Integer count = silences.getIfPresent(podUid);
    return count == null || count < SILENCES;
  }

  void wasSilent(String podUid) {
    silences.asMap().merge(podUid, 1, Integer::sum);
  }

  void wasHeard(String podUid) {
    silences.invalidate(podUid);
  }
}
