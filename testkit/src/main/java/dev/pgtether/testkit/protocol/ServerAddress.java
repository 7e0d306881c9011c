package dev.pgtether.testkit.protocol;

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
public record ServerAddress(String host, int port) {

  public boolean isUnix() {
    return host.startsWith("/");
  }

  SocketAddress toSocketAddress() throws IOException {
    return isUnix()
        ? UnixDomainSocketAddress.of(Path.of(host, ".s.PGSQL." + port))
        : new InetSocketAddress(InetAddress.getByName(host), port);
  }
}
