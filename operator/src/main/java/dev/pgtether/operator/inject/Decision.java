package dev.pgtether.operator.inject;

import java.util.List;
import java.util.Optional;

/** What becomes of a pod. It is always admitted. */
sealed interface Decision {

  /**
   * It gets an agent.
   *
   * @param mode what it gets, which may be less than it asked for
   * @param less why it is less
   * @param patch in this order
   */
  record Add(Mode mode, Optional<String> less, List<PatchStep> patch) implements Decision {
    public Add {
      patch = List.copyOf(patch);
    }
  }

  /**
   * It stays as it is although it asked.
   *
   * @param why for whoever creates it
   * @param patch that writes it down, for whoever wonders later
   */
  record Leave(String why, List<PatchStep> patch) implements Decision {
    public Leave {
      patch = List.copyOf(patch);
    }
  }

  /** It did not ask, or has an agent already. */
  record Nothing() implements Decision {}
}
