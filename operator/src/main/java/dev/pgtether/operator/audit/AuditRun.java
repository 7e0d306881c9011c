package dev.pgtether.operator.audit;

import dev.pgtether.correlation.pairing.PairingMemory;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.report.AuditOutcome;

/** What is done each time that an audit is due. For one thread at a time, except {@link #abort}. */
interface AuditRun extends AutoCloseable {

  /**
   * Audits once. Blocks.
   *
   * @throws dev.pgtether.operator.database.failure.AuditFailedException when it does not come about
   */
  AuditOutcome.Success run(ConnectionAudit audit, PairingMemory pairingMemory);

  /** Makes a running audit fail soon, whatever it waits for; none follows. For any thread. */
  void abort();

  /** Lets go of what is kept between two audits; another one may follow. */
  @Override
  void close();
}
