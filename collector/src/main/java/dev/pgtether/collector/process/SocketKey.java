package dev.pgtether.collector.process;

/**
 * A socket whose holders are looked for.
 *
 * @param namespace where it was listed, since older kernels count cookies per namespace
 * @param cookie 0 when not known: then its holders are not remembered
 * @param inode what {@code socket:[…]} shows; 0 when no process can hold it any more
 */
public record SocketKey(long namespace, long cookie, long inode) {}
