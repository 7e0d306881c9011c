package dev.pgtether.correlation.fact;

import java.util.List;

/**
 * One reading of {@code pg_stat_activity}, in a transaction of its own. The server reads the rows
 * one by one, so it is not a consistent snapshot.
 *
 * @param server the server that answered
 * @param backends the rows that could be read, without the audit's own
 * @param hiddenRows the number of rows whose type is NULL because the role lacks {@code
 *     pg_read_all_stats}; they are counted and never paired
 * @param readInterval when the reading ran, on this process's monotonic clock
 */
public record ActivitySnapshot(
    ServerInfo server, List<Backend> backends, int hiddenRows, MonotonicInterval readInterval) {

  public ActivitySnapshot {
    backends = List.copyOf(backends);
  }
}
