package dev.pgtether.collector.netlink;

/**
 * The accepted end of a Unix-domain connection.
 *
 * @param inode of the accepted end
 * @param cookie of the accepted end
 * @param peerInode of the client's end; 0 when the client has closed it
 */
public record UnixConnection(long inode, long cookie, long peerInode) {}
