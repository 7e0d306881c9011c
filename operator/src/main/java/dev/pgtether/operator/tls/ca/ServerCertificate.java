package dev.pgtether.operator.tls.ca;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A server certificate with its key.
 *
 * @param chain the certificate, without its root
 * @param issuedAt when it was signed
 */
public record ServerCertificate(PrivateKey key, List<X509Certificate> chain, Instant issuedAt) {

  public ServerCertificate {
    chain = List.copyOf(chain);
  }

  /** Its serial number. */
  String alias() {
    return chain.getFirst().getSerialNumber().toString(16);
  }

  Instant expiresAt() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  boolean isValidAt(Instant now) {
    return now.isBefore(expiresAt());
  }

  /** Two thirds of its life are over: early enough to try again, should signing fail. */
  boolean isToBeRenewedAt(Instant now) {
    Duration life = Duration.between(issuedAt, expiresAt());
    return !now.isBefore(issuedAt.plus(life.multipliedBy(2).dividedBy(3)));
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "Leaf[until " + expiresAt() + "]";
  }
}
