package dev.pgtether.operator.scan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pgtether.wire.Question;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The nonces under which something was asked, as long as an answer may come, and a while longer.
 */
final class NonceRegistry {

  private static final int BYTES = 16;

  /** So long a late answer is told from a made-up one. */
  private static final Duration KEPT = Question.LONGEST_DEADLINE.multipliedBy(2);

  /** Every agent asked ten times within that time. */
  private static final int MOST = 100_000;

  private final SecureRandom chance = new SecureRandom();
  private final Cache<String, SentQuery> deliveries =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(KEPT).build();

  /** A nonce that nobody can guess, and by which {@code delivery} is found again. */
  String draw(SentQuery sentQuery) {
    byte[] bytes = new byte[BYTES];
    chance.nextBytes(bytes);
    String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    deliveries.put(nonce, sentQuery);
    return nonce;
  }

  /**
   * What was asked under this nonce.
   *
   * @return null when nothing was, or another pod
   */
  @Nullable SentQuery find(String nonce, String podUid) {
    SentQuery sentQuery = deliveries.getIfPresent(nonce);
    return sentQuery != null && sentQuery.podUid().equals(podUid) ? sentQuery : null;
  }
}
