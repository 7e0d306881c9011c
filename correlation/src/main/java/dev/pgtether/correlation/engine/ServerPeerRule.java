package dev.pgtether.correlation.engine;

import org.jspecify.annotations.Nullable;

/**
 * A socket is ESTABLISHED towards an address of the audited server ({@link
 * dev.pgtether.correlation.socket.PeerClassifier}): one local port can be connected to two servers
 * at the same time, even on the same port number. Source: docs/architecture.md, "What proves a
 * pair", row 3.
 */
final class ServerPeerRule implements SocketRule {

  private final NoSocketRules noSocketRules;

  ServerPeerRule(NoSocketRules noSocketRules) {
    this.noSocketRules = noSocketRules;
  }

  @Override
  public @Nullable PairingDecision failure(TcpClientFacts facts) {
    return facts.candidateSockets().matching().isEmpty() ? noSocketRules.decide(facts) : null;
  }
}
