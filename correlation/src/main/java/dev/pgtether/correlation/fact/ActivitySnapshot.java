package dev.pgtether.correlation.fact;

import java.util.List;

/**
 * One reading of PostgreSQL's activity, in a transaction of its own. Rows are read one by one by
 * the server: it is no consistent snapshot.
 *
 * @param server who answered
 * @param backends rows that could be read, the audit's own excluded
 * @param hiddenRows rows whose type is NULL because the role lacks {@code pg_read_all_stats}:
 *     counted, never paired
 * @param readInterval when the reading was under way, on this process's clock
 */
public record ActivitySnapshot(
    ServerInfo server, List<Backend> backends, int hiddenRows, MonotonicInterval readInterval) {

  public ActivitySnapshot {
    backends = List.copyOf(backends);
  }
}
