package dev.pgtether.cli.demo;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A client over the Unix socket, which JDBC does not speak. Arguments: folder of the socket, port,
 * application_name, seconds that it lives at most.
 */
final class UnixSocketClient {
  private static final int PROTOCOL_3_0 = 3 << 16;

  private UnixSocketClient() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path socket = Path.of(arguments[0], ".s.PGSQL." + arguments[1]);
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      byte[] words =
          ("user\0postgres\0database\0postgres\0application_name\0" + arguments[2] + "\0\0")
              .getBytes(StandardCharsets.UTF_8);
      ByteBuffer startup = ByteBuffer.allocate(8 + words.length);
      channel.write(startup.putInt(startup.capacity()).putInt(PROTOCOL_3_0).put(words).flip());
      if (channel.read(ByteBuffer.allocate(4096)) < 0) {
        throw new EOFException("the server closed the connection");
      }
      System.out.println("ready");
      Lifetime.await(Duration.ofSeconds(Long.parseLong(arguments[3])));
    }
    System.exit(0);
  }
}
