package dev.pgtether.operator.agents.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The roots in use: one that signs, and during a rotation the one that will, or the one that did.
 *
 * @param current signs
 * @param next will sign once everybody trusts it
 * @param previous signed before; still trusted, for its last leaves may be in use
 */
public record Roots(Root current, @Nullable Root next, @Nullable Retired previous) {

  public Roots {
    if (next != null && previous != null) {
      throw new IllegalArgumentException("at most two roots are trusted at a time");
    }
  }

  /** The first. */
  static Roots first(Instant now) {
    return new Roots(Root.create(now), null, null);
  }

  /** What agents and the API server are told to trust: one or two certificates. */
  public List<X509Certificate> trusted() {
    if (next != null) {
      return List.of(current.certificate(), next.certificate());
    }
    return previous == null
        ? List.of(current.certificate())
        : List.of(previous.certificate(), current.certificate());
  }

  /** {@link #trusted} as PEM. */
  public String bundle() {
    return Pem.ofCertificates(trusted());
  }

  Roots withNext(Root root) {
    return new Roots(current, root, null);
  }

  Roots withoutPrevious() {
    return new Roots(current, next, null);
  }

  Roots promoted(Root root, Instant now) {
    return new Roots(root, null, new Retired(current.certificate(), now));
  }

  /**
   * A root that signs no more.
   *
   * @param at when it last might have signed
   */
  public record Retired(X509Certificate certificate, Instant at) {}
}
