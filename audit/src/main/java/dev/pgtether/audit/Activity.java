package dev.pgtether.audit;

import dev.pgtether.correlation.fact.ActivitySnapshot;

/** Port: the backends of one PostgreSQL, over one connection that stays the same for an audit. */
@FunctionalInterface
public interface Activity {

  /**
   * Reads the backends once, in a transaction of its own: inside one transaction PostgreSQL would
   * serve the same cached copy twice and two readings would prove nothing.
   *
   * @throws RuntimeException what the adapter throws when the server cannot be read; the audit lets
   *     it pass
   */
  ActivitySnapshot read();
}
