package dev.pgtether.testkit.it.cluster.runtime;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Says that it is PostgreSQL, asks everybody for the password, and writes down what it gets.
 *
 * @param request AuthenticationCleartextPassword is 3, AuthenticationMD5Password 5 (message formats
 *     of the protocol)
 */
record GreedyServer(ServerSocket socket, int request, Queue<String> heard)
    implements AutoCloseable {
  private static final int ANSWER_MILLIS = 3_000;

  static GreedyServer open(String address, int request) {
    try {
      GreedyServer server =
          new GreedyServer(
              new ServerSocket(0, 50, InetAddress.getByName(address)),
              request,
              new ConcurrentLinkedQueue<>());
      Thread.ofVirtual().start(server::serve);
      return server;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        client.setSoTimeout(ANSWER_MILLIS);
        ask(client);
      } catch (IOException gone) {
        // the client has left, or the test is over
      }
    }
  }

  private void ask(Socket client) throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    DataOutputStream out = new DataOutputStream(client.getOutputStream());
    heard.add(text(in.readNBytes(in.readInt() - Integer.BYTES)));
    out.writeByte('R');
    out.writeInt(request == 5 ? 12 : 8);
    out.writeInt(request);
    if (request == 5) {
      out.writeInt(0x5A17_5A17);
    }
    out.flush();
    heard.add(text(in.readNBytes(1024)));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
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
