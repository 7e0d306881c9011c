package dev.pgtether.operator.tls.ca;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the roots as they should be: the leader makes and rotates them, everybody reads them.
 *
 * <p>Deleting what is stored asks for a new root, too. Whoever has read the old one puts it back
 * beside the new one, so that no agent is lost meanwhile.
 */
final class RootReconciler {

  private final RootStore store;
  private final RotationPolicy rotationPolicy;
  private final AtomicReference<@Nullable RootCertificates> lastSeen = new AtomicReference<>();

  RootReconciler(RootStore store, RotationPolicy rotationPolicy) {
    this.store = store;
    this.rotationPolicy = rotationPolicy;
  }

  /**
   * Reads the roots and, as leader, takes the step that is due.
   *
   * @param published the roots last returned are published wherever there are agents
   * @return null when there are none yet, for a leader to make
   */
  @Nullable RootCertificates keep(boolean leading, boolean published, Instant now) {
    RootStore.Stored stored = store.read();
    RootCertificates rootCertificates =
        stored == null ? absent(leading, now) : standing(stored, leading, published, now);
    if (rootCertificates != null) {
      lastSeen.set(rootCertificates);
    }
    return rootCertificates;
  }

  private @Nullable RootCertificates absent(boolean leading, Instant now) {
    RootCertificates known = lastSeen.get();
    if (!leading) {
      return known;
    }
    boolean usable = known != null && now.isBefore(known.current().expiresAt());
    RootCertificates wanted =
        known != null && usable
            ? rotationPolicy.after(known, now, true, false)
            : RootCertificates.first(now);
    return store.create(wanted) ? wanted : known;
  }

  private RootCertificates standing(
      RootStore.Stored stored, boolean leading, boolean published, Instant now) {
    RootCertificates rootCertificates = stored.rootCertificates();
    if (!leading) {
      return rootCertificates;
    }
    boolean spread = published && rootCertificates.trusted().equals(trustedBefore());
    RootCertificates wanted =
        rotationPolicy.after(rootCertificates, now, stored.rotationAsked(), spread);
    return wanted.equals(rootCertificates) || !store.replace(stored, wanted)
        ? rootCertificates
        : wanted;
  }

  private @Nullable Object trustedBefore() {
    RootCertificates before = lastSeen.get();
    return before == null ? null : before.trusted();
  }
}
