package dev.pgtether.operator.admission;

import org.jspecify.annotations.Nullable;

/** How the pulling of the agent's image goes. */
@FunctionalInterface
interface AgentImagePulls {

  /** Why a further agent would only hold up a further pod of {@code namespace}; null: it may go. */
  @Nullable String trouble(String namespace);
}
