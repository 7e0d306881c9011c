package dev.pgtether.testkit.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/**
 * Where a server listens.
 *
 * @param host an IP literal, or the folder of a Unix socket
 */
public record Address(String host, int port) {

  public boolean isUnix() {
    return host.startsWith("/");
  }

  SocketAddress toSocketAddress() throws IOException {
    return isUnix()
        ? UnixDomainSocketAddress.of(Path.of(host, ".s.PGSQL." + port))
        : new InetSocketAddress(InetAddress.getByName(host), port);
  }
}
