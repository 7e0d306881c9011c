package dev.pgtether.operator.tls.ca;

import java.time.Duration;
import java.time.Instant;

/**
 * When a root is replaced, and how without losing anybody: the new root is published beside the old
 * one, signs only when that had time to reach every pod, and the old one is withdrawn only when no
 * certificate that it signed can be in use.
 *
 * @param spread how long a ConfigMap may take to reach a mounted volume. The kubelet needs its sync
 *     period plus the delay of its cache, together up to two minutes by default
 * @param leafLife how long a server certificate is valid
 * @param renewBefore how long before its end a root is replaced
 */
public record RotationPolicy(Duration spread, Duration leafLife, Duration renewBefore) {

  public static final RotationPolicy DEFAULT =
      new RotationPolicy(Duration.ofMinutes(10), Duration.ofHours(24), Duration.ofDays(365));

  /**
   * The roots as they should be now; {@code roots} itself when nothing is due.
   *
   * @param asked somebody wants a new root now
   * @param published all of {@code roots} are published wherever there are agents
   */
  RootCertificates after(
      RootCertificates rootCertificates, Instant now, boolean asked, boolean published) {
    RootCertificate next = rootCertificates.next();
    if (next != null) {
      boolean spreadOut = published && !now.isBefore(next.createdAt().plus(spread));
      return spreadOut || isEnding(rootCertificates.current(), now)
          ? rootCertificates.promoted(next, now)
          : rootCertificates;
    }
    RootCertificates.Retired previous = rootCertificates.previous();
    if (previous != null) {
      boolean unused = !now.isBefore(previous.at().plus(leafLife).plus(spread));
      return unused ? rootCertificates.withoutPrevious() : rootCertificates;
    }
    boolean due = !now.isBefore(rootCertificates.current().expiresAt().minus(renewBefore));
    return asked || due ? rootCertificates.withNext(RootCertificate.create(now)) : rootCertificates;
  }

  /**
   * A namespace in which nothing can be published must not hold the old root in force beyond its
   * end.
   */
  private boolean isEnding(RootCertificate rootCertificate, Instant now) {
    return !now.isBefore(rootCertificate.expiresAt().minus(leafLife.multipliedBy(2)));
  }
}
