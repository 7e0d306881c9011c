package dev.pgtether.correlation.fact;

/**
 * What makes a socket itself, within one boot of one kernel. An inode number does not: it has 32
 * bits and is reused.
 *
 * @param namespace inode of the network namespace ({@code /proc/PID/ns/net}); older kernels count
 *     cookies per namespace
 * @param cookie the kernel's socket cookie ({@code inet_diag_sockid.idiag_cookie}); 0 where the
 *     listing has none ({@code /proc/net/tcp})
 */
public record SocketId(long namespace, long cookie) {}
