package dev.pgtether.correlation.fact;

/**
 * What the kernel tells of a socket's past ({@code struct tcp_info}), and when it was asked: ages
 * need no agreement of clocks. A socket has no creation time; this is the nearest to it.
 *
 * @param lastDataSentMillis {@code tcpi_last_data_sent}: since this end last sent data (or was
 *     connected, if it never did), milliseconds, true to one kernel tick (1 to 10 ms) either way
 * @param bytesReceived {@code tcpi_bytes_received} over the socket's whole life: few on a
 *     connection that PostgreSQL is still authenticating
 * @param readInterval when the kernel answered, on the agent's monotonic clock
 */
public record TcpInfo(
    long lastDataSentMillis, long bytesReceived, MonotonicInterval readInterval) {}
