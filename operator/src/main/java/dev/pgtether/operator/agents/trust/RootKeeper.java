package dev.pgtether.operator.agents.trust;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the roots as they should be: the leader makes and rotates them, everybody reads them.
 *
 * <p>Deleting what is stored asks for a new root, too. Whoever has read the old one puts it back
 * beside the new one, so that no agent is lost meanwhile.
 */
final class RootKeeper {

  private final RootStore store;
  private final Rotation rotation;
  private final AtomicReference<@Nullable Roots> lastSeen = new AtomicReference<>();

  RootKeeper(RootStore store, Rotation rotation) {
    this.store = store;
    this.rotation = rotation;
  }

  /**
   * Reads the roots and, as leader, takes the step that is due.
   *
   * @param published the roots last returned are published wherever there are agents
   * @return null when there are none yet, for a leader to make
   */
  @Nullable Roots keep(boolean leading, boolean published, Instant now) {
    RootStore.Stored stored = store.read();
    Roots roots = stored == null ? absent(leading, now) : standing(stored, leading, published, now);
    if (roots != null) {
      lastSeen.set(roots);
    }
    return roots;
  }

  private @Nullable Roots absent(boolean leading, Instant now) {
    Roots known = lastSeen.get();
    if (!leading) {
      return known;
    }
    boolean usable = known != null && now.isBefore(known.current().expiresAt());
    Roots wanted =
        known != null && usable ? rotation.after(known, now, true, false) : Roots.first(now);
    return store.create(wanted) ? wanted : known;
  }

  private Roots standing(RootStore.Stored stored, boolean leading, boolean published, Instant now) {
    Roots roots = stored.roots();
    if (!leading) {
      return roots;
    }
    boolean spread = published && roots.trusted().equals(trustedBefore());
    Roots wanted = rotation.after(roots, now, stored.rotationAsked(), spread);
    return wanted.equals(roots) || !store.replace(stored, wanted) ? roots : wanted;
  }

  private @Nullable Object trustedBefore() {
    Roots before = lastSeen.get();
    return before == null ? null : before.trusted();
  }
}
