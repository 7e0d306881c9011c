package dev.pgtether.testkit.it.failure;

import dev.pgtether.testkit.postgres.PostgresServer;
import dev.pgtether.testkit.process.Child;
import dev.pgtether.testkit.process.Command;
import dev.pgtether.testkit.process.OpenFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A real PgBouncer, which hands one server connection to whose turn it is. */
record PgBouncer(OpenFolder folder, Child child, int port) implements AutoCloseable {

  static PgBouncer inFrontOf(PostgresServer server) {
    OpenFolder folder = OpenFolder.create();
    try {
      int port = freePort();
      Path configuration =
          Files.writeString(
              folder.path().resolve("pgbouncer.ini"),
              """
              [databases]
              postgres = host=127.0.0.1 port=%d dbname=postgres user=postgres
              [pgbouncer]
              listen_addr = 127.0.0.1
              listen_port = %d
              unix_socket_dir =
              auth_type = any
              pool_mode = transaction
              ignore_startup_parameters = extra_float_digits
              """
                  .formatted(server.port(), port));
      PgBouncer pooler = new PgBouncer(folder, Child.start(command(configuration)), port);
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(pooler::listens);
      return pooler;
    } catch (IOException failed) {
      folder.close();
      throw new UncheckedIOException("could not prepare a PgBouncer", failed);
    }
  }

  /** It refuses to run as root; in a user namespace of its own it is nobody. */
  private static List<String> command(Path configuration) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(Command.find("pgbouncer").orElseThrow().toString());
    command.add(configuration.toString());
    return command;
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    child.kill();
    folder.close();
  }
}
