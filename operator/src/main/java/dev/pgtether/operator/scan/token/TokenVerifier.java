package dev.pgtether.operator.scan.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.pgtether.operator.scan.token.TokenAuthority.Review;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Says whose a token is. What can be checked here is checked first, so that nobody makes the API
 * server work by inventing tokens; then the API server is asked, which alone knows whether the pod
 * still is; and its answer is kept for ten minutes at most.
 */
public final class TokenVerifier {

  static final Duration KEPT = Duration.ofMinutes(10);

  /** An answer that no is kept this long: the API server itself does not keep it at all. */
  static final Duration REFUSAL_KEPT = Duration.ofSeconds(10);

  static final int REVIEWS_AT_ONCE = 16;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** More than the agents that one operator is meant for. */
  private static final int MOST_KEPT = 25_000;

  private final TokenAuthority authority;
  private final LocalTokenCheck local;
  private final InstantSource clock;
  private final Semaphore reviews = new Semaphore(REVIEWS_AT_ONCE);
  private final Cache<String, Kept> kept;

  TokenVerifier(TokenAuthority authority, InstantSource clock) {
    this.authority = authority;
    this.local = new LocalTokenCheck(new SigningKeyCache(authority, clock), clock);
    this.clock = clock;
    this.kept =
        Caffeine.newBuilder()
            .maximumSize(MOST_KEPT)
            .expireAfter(Expiry.<String, Kept>creating((key, answer) -> remaining(answer)))
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .build();
  }

  /**
   * Blocks while the API server is asked, never longer than its client's deadline and five seconds.
   */
  public TokenIdentity identify(String token) {
    String hash = hash(token);
    Kept before = kept.getIfPresent(hash);
    if (before != null) {
      return before.tokenIdentity();
    }
    return switch (local.check(token)) {
      case LocalTokenCheck.Outcome.Bad bad ->
          new TokenIdentity.Refused(bad.rejectReason(), bad.why());
      case LocalTokenCheck.Outcome.Undecided undecided ->
          new TokenIdentity.Unknown(undecided.why());
      case LocalTokenCheck.Outcome.Good good -> reviewed(hash, token, good);
    };
  }

  /** Has the API server asked again at the next sight of {@code token}: its pod is gone. */
  public void forget(String token) {
    kept.invalidate(hash(token));
  }

  private TokenIdentity reviewed(String hash, String token, LocalTokenCheck.Outcome.Good good) {
    TokenIdentity tokenIdentity = review(token, good.podUid());
    Instant now = clock.instant();
    switch (tokenIdentity) {
      case TokenIdentity.OfPod pod -> {
        Instant latest = now.plus(KEPT);
        kept.put(hash, new Kept(pod, good.until().isBefore(latest) ? good.until() : latest));
      }
      case TokenIdentity.Refused refused ->
          kept.put(hash, new Kept(refused, now.plus(REFUSAL_KEPT)));
      case TokenIdentity.Unknown unknown -> {}
    }
    return tokenIdentity;
  }

  private TokenIdentity review(String token, String podUid) {
    try {
      if (!reviews.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return new TokenIdentity.Unknown("too many tokens wait for the API server's review");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new TokenIdentity.Unknown("the operator is stopping");
    }
    try {
      return identity(authority.review(token), podUid);
    } catch (RuntimeException e) {
      return new TokenIdentity.Unknown("the API server's review of the token: " + e.getMessage());
    } finally {
      reviews.release();
    }
  }

  private static TokenIdentity identity(Review review, String podUid) {
    return switch (review) {
      case Review.Denied denied ->
          new TokenIdentity.Refused(
              RejectReason.DENIED_BY_API_SERVER,
              "the API server does not accept the token: " + denied.why());
      case Review.Authenticated(String namespace, String uid, String name)
          when uid != null && name != null && uid.equals(podUid) ->
          new TokenIdentity.OfPod(uid, namespace, name);
      case Review.Authenticated other ->
          new TokenIdentity.Refused(
              RejectReason.NOT_OF_A_POD,
              "the API server does not say that the token is this pod's");
    };
  }

  private Duration remaining(Kept answer) {
    Duration left = Duration.between(clock.instant(), answer.until());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static String hash(String token) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(token.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (NoSuchAlgorithmException e) {
      // every Java has it (MessageDigest's documentation)
      throw new IllegalStateException(e);
    }
  }

  private record Kept(TokenIdentity tokenIdentity, Instant until) {}
}
