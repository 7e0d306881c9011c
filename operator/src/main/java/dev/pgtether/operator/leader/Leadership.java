package dev.pgtether.operator.leader;

import org.jspecify.annotations.Nullable;

/** Port: which replica leads, as this one knows it now. */
@FunctionalInterface
public interface Leadership {

  /** Never blocks. */
  LeadershipState now();

  /** This replica's place. */
  sealed interface LeadershipState {

    /** The address of another replica that leads; null when this one does, or none is known to. */
    default @Nullable String leaderElsewhere() {
      return this instanceof Following(String leader) ? leader : null;
    }

    /**
     * It leads.
     *
     * @param epoch the Lease's transition count; an agent ignores a question with a lower one than
     *     it has seen
     */
    record Leading(long epoch) implements LeadershipState {}

    /**
     * It does not.
     *
     * @param leader the address of the one that does ({@code 10.42.1.7}, {@code fd00::7}); null
     *     while nobody is known to, or the one that did is not heard of any more
     */
    record Following(@Nullable String leader) implements LeadershipState {}
  }
}
