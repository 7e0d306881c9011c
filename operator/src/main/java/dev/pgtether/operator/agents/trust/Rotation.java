package dev.pgtether.operator.agents.trust;

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
public record Rotation(Duration spread, Duration leafLife, Duration renewBefore) {

  public static final Rotation DEFAULT =
      new Rotation(Duration.ofMinutes(10), Duration.ofHours(24), Duration.ofDays(365));

  /**
   * The roots as they should be now; {@code roots} itself when nothing is due.
   *
   * @param asked somebody wants a new root now
   * @param published all of {@code roots} are published wherever there are agents
   */
  Roots after(Roots roots, Instant now, boolean asked, boolean published) {
    Root next = roots.next();
    if (next != null) {
      boolean spreadOut = published && !now.isBefore(next.createdAt().plus(spread));
      return spreadOut || isEnding(roots.current(), now) ? roots.promoted(next, now) : roots;
    }
    Roots.Retired previous = roots.previous();
    if (previous != null) {
      boolean unused = !now.isBefore(previous.at().plus(leafLife).plus(spread));
      return unused ? roots.withoutPrevious() : roots;
    }
    boolean due = !now.isBefore(roots.current().expiresAt().minus(renewBefore));
    return asked || due ? roots.withNext(Root.create(now)) : roots;
  }

  /**
   * A namespace in which nothing can be published must not hold the old root in force beyond its
   * end.
   */
  private boolean isEnding(Root root, Instant now) {
    return !now.isBefore(root.expiresAt().minus(leafLife.multipliedBy(2)));
  }
}
