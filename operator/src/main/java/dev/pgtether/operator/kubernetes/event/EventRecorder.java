package dev.pgtether.operator.kubernetes.event;

import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.report.AuditEvent;

/** Port: where notices become Events. */
@FunctionalInterface
public interface EventRecorder {

  /** Returns at once and never fails: an Event that is lost must not cost an audit. */
  void record(ConnectionAudit audit, AuditEvent auditEvent);
}
