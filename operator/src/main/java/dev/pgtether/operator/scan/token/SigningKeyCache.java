package dev.pgtether.operator.scan.token;

import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.Use;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * The API server's keys. Read again when a token names one that is not among them, for keys are
 * rotated, but no more often than every ten seconds, whatever tokens name; and every hour, for keys
 * are withdrawn.
 */
final class SigningKeyCache implements VerificationKeyResolver {

  static final Duration NO_SOONER = Duration.ofSeconds(10);
  static final Duration NO_LATER = Duration.ofHours(1);

  private final TokenAuthority authority;
  private final InstantSource clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Known known;
  private @Nullable Instant lastTried;
  private String trouble = "not read yet";

  SigningKeyCache(TokenAuthority authority, InstantSource clock) {
    this.authority = authority;
    this.clock = clock;
  }

  @Override
  public Key resolveKey(JsonWebSignature token, List<JsonWebStructure> nesting)
      throws UnresolvableKeyException {
    String id = token.getKeyIdHeaderValue();
    if (id == null) {
      throw new UnresolvableKeyException("the token names no key");
    }
    Known now = known;
    Key key = now == null || now.isOldAt(clock.instant()) ? null : now.find(id);
    if (key != null) {
      return key;
    }
    Key found = readAgain().find(id);
    if (found == null) {
      throw new UnresolvableKeyException("the token names a key that the API server does not have");
    }
    return found;
  }

  private Known readAgain() throws Unreadable {
    reading.lock();
    try {
      Instant now = clock.instant();
      Instant last = lastTried;
      if (last == null || !now.isBefore(last.plus(NO_SOONER))) {
        lastTried = now;
        read(now);
      }
      Known result = known;
      if (result == null) {
        throw new Unreadable("the API server's signing keys: " + trouble);
      }
      return result;
    } finally {
      reading.unlock();
    }
  }

  private void read(Instant now) {
    try {
      known = new Known(new JsonWebKeySet(authority.signingKeys()), now);
    } catch (JoseException | RuntimeException e) {
      // Those that were read before stay in force.
      trouble = String.valueOf(e.getMessage());
    }
  }

  private record Known(JsonWebKeySet keys, Instant readAt) {

    boolean isOldAt(Instant now) {
      return !now.isBefore(readAt.plus(NO_LATER));
    }

    @Nullable Key find(String id) {
      JsonWebKey key = keys.findJsonWebKey(id, null, Use.SIGNATURE, null);
      return key instanceof PublicJsonWebKey pair ? pair.getPublicKey() : null;
    }
  }

  /** The keys have never been read. */
  static final class Unreadable extends UnresolvableKeyException {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message);
    }
  }
}
