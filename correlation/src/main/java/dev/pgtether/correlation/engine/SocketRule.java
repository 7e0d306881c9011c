package dev.pgtether.correlation.engine;

import org.jspecify.annotations.Nullable;

/**
 * A rule that selects the client socket of a backend: after all of them exactly one socket is left.
 * Source: docs/architecture.md, "What proves a pair".
 */
interface SocketRule {

  /** Returns the decision about the backend when the rule fails; null when it holds. */
  @Nullable PairingDecision failure(TcpClientFacts facts);
}
