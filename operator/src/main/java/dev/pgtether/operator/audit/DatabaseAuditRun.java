package dev.pgtether.operator.audit;

import dev.pgtether.audit.Agents;
import dev.pgtether.audit.Audit;
import dev.pgtether.audit.AuditResult;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.correlation.pairing.PairingOutcome;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.DatabaseSpec;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.cluster.ClusterIndex;
import dev.pgtether.operator.cluster.services.ServiceRoutes;
import dev.pgtether.operator.database.AuditConnection;
import dev.pgtether.operator.database.OpenedSession;
import dev.pgtether.operator.database.failure.AuditFailedException;
import dev.pgtether.operator.database.failure.DatabaseFailureTranslator;
import dev.pgtether.operator.report.AuditOutcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * Audits one resource over its kept connection. Blocks: for a virtual thread.
 *
 * @param operatorAddresses under which addresses we dial
 * @param deadline for the agents to answer
 */
record DatabaseAuditRun(
    AuditConnection connection,
    ClusterIndex index,
    ServiceRoutes routes,
    Set<IpAddress> operatorAddresses,
    Agents agents,
    Duration deadline,
    InstantSource clock)
    implements AuditRun {

  @Override
  public AuditOutcome.Success run(ConnectionAudit audit, PairingMemory pairingMemory) {
    OpenedSession openedSession = connection.open(audit);
    ClusterSurroundings clusterSurroundings = surroundings(audit, openedSession);
    try {
      AuditResult result =
          new Audit(openedSession.session()::read, agents, clusterSurroundings, deadline, clock)
              .run(pairingMemory);
      connection.requireRole(audit, result.serverInfo());
      return switch (result.pairingOutcome()) {
        case PairingOutcome.Paired paired ->
            new AuditOutcome.Success(
                result, paired, clusterSurroundings.lastCluster(), openedSession.role());
        case PairingOutcome.Voided voided -> throw answeredBySeveralBackends(audit, voided);
      };
    } catch (RuntimeException failed) {
      throw DatabaseFailureTranslator.translate(failed, audit);
    }
  }

  @Override
  public void abort() {
    connection.abort();
  }

  @Override
  public void close() {
    connection.close();
  }

  private ClusterSurroundings surroundings(ConnectionAudit audit, OpenedSession openedSession) {
    int port = audit.getSpec().database().port();
    List<Endpoint> dialedEndpoints =
        openedSession.session().resolved().stream()
            .map(address -> new Endpoint(address, port))
            .toList();
    return new ClusterSurroundings(
        index,
        routes,
        operatorAddresses,
        audit.getMetadata().getNamespace(),
        dialedEndpoints,
        openedSession.alsoKnownAs());
  }

  private static AuditFailedException answeredBySeveralBackends(
      ConnectionAudit audit, PairingOutcome.Voided voided) {
    DatabaseSpec database = audit.getSpec().database();
    return new AuditFailedException(
        Reason.POOLER_IN_PATH,
        "two readings of %s:%d were answered by different backends (pid %d, then %d): a pooler or several servers stand behind it. Give database.host and database.port of PostgreSQL itself"
            .formatted(
                database.host(),
                database.port(),
                voided.first().auditBackend().pid(),
                voided.second().auditBackend().pid()));
  }
}
