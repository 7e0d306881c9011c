package dev.pgtether.correlation.engine;

import org.jspecify.annotations.Nullable;

/**
 * A socket exists whose local address and port are the row's {@code client_addr} and {@code
 * client_port}. An IPv4-mapped address equals its IPv4 address ({@link
 * dev.pgtether.correlation.fact.IpAddress}), because Java clients use {@code AF_INET6} sockets for
 * IPv4. Source: docs/architecture.md, "What proves a pair", row 1.
 */
final class ClientEndpointRule implements SocketRule {

  private final NoSocketRules noSocketRules;

  ClientEndpointRule(NoSocketRules noSocketRules) {
    this.noSocketRules = noSocketRules;
  }

  @Override
  public @Nullable PairingDecision failure(TcpClientFacts facts) {
    return facts.candidateSockets().isEmpty() ? noSocketRules.decide(facts) : null;
  }
}
