package dev.pgtether.correlation.fact;

/**
 * What makes a backend itself: PostgreSQL reuses a pid, but never a pid together with its start.
 *
 * @param pid {@code pg_stat_activity.pid}, as the server's own process namespace numbers it
 * @param startMicros {@code backend_start}, microseconds since the Unix epoch, exact
 */
public record BackendId(int pid, long startMicros) {}
