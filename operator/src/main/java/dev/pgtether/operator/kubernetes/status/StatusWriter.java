package dev.pgtether.operator.kubernetes.status;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.ConnectionAuditStatus;

/** Port: where statuses are written to. */
@FunctionalInterface
public interface StatusWriter {

  /**
   * Replaces what this operator has said about {@code audit}. What others wrote stays.
   *
   * @throws OutdatedSchemaException when the installed definition does not know a field of {@code
   *     status}; nothing was written
   * @throws RuntimeException when it was not taken; to be tried again
   */
  void write(ConnectionAudit audit, ConnectionAuditStatus status);
}
