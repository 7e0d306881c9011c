package dev.pgtether.correlation.fact;

/**
 * The identity of a backend: PostgreSQL reuses a pid, but never a pid together with its start.
 *
 * @param pid {@code pg_stat_activity.pid}, in the server's own pid namespace
 * @param startMicros {@code backend_start}, in microseconds since the Unix epoch, exact
 */
public record BackendId(int pid, long startMicros) {

  @Override
  public int hashCode() {
    // Both values grow together, so their sum would leave most of a hash table empty.
    long mixed = (startMicros ^ ((long) pid << 40)) * 0x9E37_79B9_7F4A_7C15L;
    return (int) (mixed >>> 32);
  }
}
