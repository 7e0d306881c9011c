package dev.pgtether.collector.process;

/** Takes the sockets among a process's descriptors. */
@FunctionalInterface
public interface SocketVisitor {

  void socket(long inode, int descriptor);
}
