package dev.pgtether.operator.admission;

import java.util.List;
import java.util.Optional;

/** What becomes of a pod. It is always admitted. */
sealed interface InjectionDecision {

  /**
   * It gets an agent.
   *
   * @param injectionMode what it gets, which may be less than it asked for
   * @param less why it is less
   * @param patch in this order
   */
  record Add(InjectionMode injectionMode, Optional<String> less, List<JsonPatchOperation> patch)
      implements InjectionDecision {
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
  record Leave(String why, List<JsonPatchOperation> patch) implements InjectionDecision {
    public Leave {
      patch = List.copyOf(patch);
    }
  }

  /** It did not ask, or has an agent already. */
  record Nothing() implements InjectionDecision {}
}
