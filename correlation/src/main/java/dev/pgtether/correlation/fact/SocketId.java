package dev.pgtether.correlation.fact;

/**
 * The identity of a socket within one boot of one kernel. The inode is not an identity: it has 32
 * bits and is reused.
 *
 * @param namespace inode of the network namespace ({@code /proc/PID/ns/net}); older kernels count
 *     cookies per namespace
 * @param cookie the kernel's socket cookie ({@code inet_diag_sockid.idiag_cookie}); 0 when the
 *     listing has none ({@code /proc/net/tcp})
 */
public record SocketId(long namespace, long cookie) {}
