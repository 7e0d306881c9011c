package dev.pgtether.cli;

import dev.pgtether.audit.document.Audited;

/** Audits one server, again and again, over one connection. For one thread at a time. */
interface Auditor extends AutoCloseable {

  /**
   * Audits once; connects first when there is no connection.
   *
   * @throws dev.pgtether.database.failure.DatabaseFailure when the server cannot be opened or read
   * @throws CannotAudit when the sockets cannot be listed, or the audit is void
   */
  Audited audit();

  @Override
  void close();
}
