package dev.pgtether.operator.tls.ca;

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
public record RootCertificates(
    RootCertificate current, @Nullable RootCertificate next, @Nullable Retired previous) {

  public RootCertificates {
    if (next != null && previous != null) {
      throw new IllegalArgumentException("at most two roots are trusted at a time");
    }
  }

  /** The first. */
  static RootCertificates first(Instant now) {
    return new RootCertificates(RootCertificate.create(now), null, null);
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

  RootCertificates withNext(RootCertificate rootCertificate) {
    return new RootCertificates(current, rootCertificate, null);
  }

  RootCertificates withoutPrevious() {
    return new RootCertificates(current, next, null);
  }

  RootCertificates promoted(RootCertificate rootCertificate, Instant now) {
    return new RootCertificates(rootCertificate, null, new Retired(current.certificate(), now));
  }

  /**
   * A root that signs no more.
   *
   * @param at when it last might have signed
   */
  public record Retired(X509Certificate certificate, Instant at) {}
}
