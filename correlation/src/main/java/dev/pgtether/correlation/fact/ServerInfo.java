package dev.pgtether.correlation.fact;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the audited PostgreSQL server says about itself and about the audit's own connection.
 *
 * @param version {@code server_version}, for example {@code 18.1}
 * @param versionNumber {@code server_version_num}, for example 180001
 * @param postmasterStartMicros {@code pg_postmaster_start_time()}, in µs since the epoch
 * @param inRecovery the server is a standby ({@code pg_is_in_recovery()})
 * @param maxConnections {@code max_connections}
 * @param reservedConnections connection slots that ordinary roles cannot use: {@code
 *     superuser_reserved_connections} plus, from version 16 on, {@code reserved_connections}
 * @param auditBackend the backend of the audit's own connection
 * @param auditClient the audit's own client endpoint as the server sees it; null over a Unix socket
 * @param address {@code inet_server_addr()} and {@code inet_server_port()}: where the server
 *     accepted the audit's connection, after every address translation; null over a Unix socket
 * @param seesAllRows the role has {@code pg_read_all_stats}, so no row is hidden
 * @param authenticationSettings how the server authenticates clients
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

  /** Both were read from the same running server through the same connection. */
  public boolean isSameAs(ServerInfo other) {
    return postmasterStartMicros == other.postmasterStartMicros
        && auditBackend.equals(other.auditBackend);
  }

  /**
   * How a server authenticates clients: what a connection without a row may still be doing.
   *
   * @param offersTls {@code ssl} is on
   * @param timeout {@code authentication_timeout}: the server closes a connection that takes longer
   */
  public record AuthenticationSettings(boolean offersTls, Duration timeout) {}
}
