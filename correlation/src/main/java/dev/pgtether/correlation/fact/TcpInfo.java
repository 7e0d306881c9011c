package dev.pgtether.correlation.fact;

/**
 * Two values of the kernel's {@code struct tcp_info} of a socket, and when they were read. They are
 * ages and counts, so no clocks need to agree. The kernel keeps no creation time of a socket; these
 * come nearest to it.
 *
 * @param lastDataSentMillis {@code tcpi_last_data_sent}: milliseconds since this end last sent data
 *     (or was connected, if it never sent any), exact to one kernel tick (1 to 10 ms) either way
 * @param bytesReceived {@code tcpi_bytes_received} since the socket was opened: few bytes on a
 *     connection that PostgreSQL is still authenticating
 * @param readInterval when the kernel answered, on the agent's monotonic clock
 */
public record TcpInfo(
    long lastDataSentMillis, long bytesReceived, MonotonicInterval readInterval) {}
