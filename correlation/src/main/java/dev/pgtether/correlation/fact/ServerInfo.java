package dev.pgtether.correlation.fact;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL at the far end of the audit's own connection, as it describes itself.
 *
 * @param version {@code server_version}, for instance {@code 18.1}
 * @param versionNumber {@code server_version_num}, for instance 180001
 * @param postmasterStartMicros {@code pg_postmaster_start_time()}, µs since the epoch
 * @param inRecovery a standby
 * @param maxConnections {@code max_connections}
 * @param reservedConnections slots that ordinary roles cannot use: {@code
 *     superuser_reserved_connections} plus, from 16, {@code reserved_connections}
 * @param auditBackend the backend that serves the audit itself
 * @param auditClient the audit's own client endpoint as the server sees it; null over a Unix socket
 * @param address {@code inet_server_addr()} and {@code inet_server_port()}: where the server itself
 *     accepted the audit's connection, after every address translation; null over a Unix socket
 * @param seesAllRows the role has {@code pg_read_all_stats}, so no row is hidden
 */
public record ServerInfo(
    String version,
    int versionNumber,
    long postmasterStartMicros,
    boolean inRecovery,
    int maxConnections,
    int reservedConnections,
    BackendId auditBackend,
    @Nullable Endpoint auditClient,
    @Nullable Endpoint address,
    boolean seesAllRows,
    AuthenticationSettings authenticationSettings) {

  /** Both describe the same running server through the same connection. */
  public boolean isSameAs(ServerInfo other) {
    return postmasterStartMicros == other.postmasterStartMicros
        && auditBackend.equals(other.auditBackend);
  }

  /**
   * How a server lets clients in: what a connection may still be doing that has no row yet.
   *
   * @param offersTls {@code ssl} is on
   * @param timeout {@code authentication_timeout}: the server cuts a client off that takes longer
   */
  public record AuthenticationSettings(boolean offersTls, Duration timeout) {}
}
