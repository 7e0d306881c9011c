package dev.pgtether.audit;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.pairing.PairingOutcome;
import java.time.Instant;
import java.util.List;

/**
 * What one audit came to, and by what it was seen.
 *
 * @param at when the second reading had arrived
 * @param serverInfo as the second reading describes it
 * @param seen who was asked, and what they answered
 * @param inCluster an API server was asked about the addresses
 */
public record AuditResult(
    Instant at,
    ServerInfo serverInfo,
    Sighted seen,
    boolean inCluster,
    PairingOutcome pairingOutcome) {

  public List<AgentReport> reports() {
    return seen.reports();
  }
}
