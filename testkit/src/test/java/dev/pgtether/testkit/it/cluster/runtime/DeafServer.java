package dev.pgtether.testkit.it.cluster.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The kernel accepts for it, and nobody ever answers. */
record DeafServer(ServerSocket socket) implements AutoCloseable {
  static DeafServer open(String address) {
    try {
      return new DeafServer(new ServerSocket(0, 50, InetAddress.getByName(address)));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
