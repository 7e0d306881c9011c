package dev.pgtether.testkit.postgres;

import dev.pgtether.testkit.process.ChildProcess;
import dev.pgtether.testkit.process.ConditionWait;
import dev.pgtether.testkit.process.HostCommand;
import dev.pgtether.testkit.process.WorldReadableFolder;
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

/** A real PgBouncer, which hands one server connection to whose turn it is. */
public record PgBouncer(
    WorldReadableFolder folder, ChildProcess childProcess, String address, int port)
    implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);

  /** On loopback, as is the server. */
  public static PgBouncer inFrontOf(PostgresServer server) {
    return inFrontOf(server, "127.0.0.1");
  }

  /**
   * It lets everybody in, and is the superuser at the server.
   *
   * @param address that the server listens on, and it, too
   */
  public static PgBouncer inFrontOf(PostgresServer server, String address) {
    WorldReadableFolder folder = WorldReadableFolder.create();
    try {
      int port = freePort(address);
      Path configuration =
          Files.writeString(
              folder.path().resolve("pgbouncer.ini"),
              """
              [databases]
              postgres = host=%s port=%d dbname=postgres user=%s password='%s'
              [pgbouncer]
              listen_addr = %s
              listen_port = %d
              unix_socket_dir =
              auth_type = any
              pool_mode = transaction
              ignore_startup_parameters = extra_float_digits
              """
                  .formatted(
                      address,
                      server.port(),
                      PostgresServer.USER,
                      PostgresServer.PASSWORD,
                      address,
                      port));
      PgBouncer pooler =
          new PgBouncer(folder, ChildProcess.start(command(configuration)), address, port);
      ConditionWait.atMost(START_TIMEOUT).until("PgBouncer listens", pooler::listens);
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
    command.add(HostCommand.find("pgbouncer").orElseThrow().toString());
    command.add(configuration.toString());
    return command;
  }

  private boolean listens() {
    try (Socket socket = new Socket(address, port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort(String address) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    childProcess.kill();
    folder.close();
  }
}
