package dev.pgtether.correlation.fact;

/**
 * How long ago a client socket last sent data, and when that was asked: ages need no agreement of clocks.
 *
 * @param lastDataSentMillis {@code tcp_info.tcpi_last_data_sent}, milliseconds, to the kernel's tick (1 to 10 ms)
 * @param dataSegmentsIn {@code tcp_info.tcpi_data_segs_in}: segments with data received over the socket's whole life,
 *     unsigned; few on a connection that is still authenticating
 * @param asked when the kernel answered, on the agent's monotonic clock
 */
public record SendAge(long lastDataSentMillis, long dataSegmentsIn, MonotonicInterval asked) {}
