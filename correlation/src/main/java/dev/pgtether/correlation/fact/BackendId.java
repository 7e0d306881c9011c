package dev.pgtether.correlation.fact;

/**
 * What makes a backend itself: PostgreSQL reuses a pid, but never a pid together with its start.
 *
 * @param pid {@code pg_stat_activity.pid}, as the server's own process namespace numbers it
 * @param startMicros {@code backend_start}, microseconds since the Unix epoch, exact
 */
public record BackendId(int pid, long startMicros) {

  @Override
  public int hashCode() {
    // Both count up together as backends come, so a sum of them leaves most of a table empty.
    long mixed = (startMicros ^ ((long) pid << 40)) * 0x9E37_79B9_7F4A_7C15L;
    return (int) (mixed >>> 32);
  }
}
