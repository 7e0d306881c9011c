package dev.pgtether.testkit.postgres;

import dev.pgtether.testkit.process.HostCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A cluster's files, and beside them its Unix socket and its log, in one temporary folder. */
record DataDirectory(Path base) {

  /** How a new directory gets its data. */
  @FunctionalInterface
  interface Initializer {
    void initialize(
        DataDirectory directory, PostgresBinaries postgresBinaries, PostgresOsUser postgresOsUser)
        throws IOException;
  }

  static DataDirectory create(
      PostgresServerConfig config,
      PostgresBinaries postgresBinaries,
      PostgresOsUser postgresOsUser,
      int port,
      Initializer initializer)
      throws IOException {
    Path base = Files.createTempDirectory(Path.of("/tmp"), "pgtether-");
    // the way to the Unix socket is open to every user
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-xr-x"));
    DataDirectory directory = new DataDirectory(base);
    try {
      initializer.initialize(directory, postgresBinaries, postgresOsUser);
      directory.configure(config, postgresOsUser, port);
      return directory;
    } catch (IOException | RuntimeException failed) {
      PostgresArchive.delete(base);
      throw failed;
    }
  }

  Path data() {
    return base.resolve("data");
  }

  Path log() {
    return base.resolve("server.log");
  }

  /**
   * Whether the postmaster takes connections: what it writes into its lock file (miscadmin.h,
   * PM_STATUS_READY).
   */
  boolean isReady(long postmaster) {
    try {
      List<String> lock = Files.readAllLines(data().resolve("postmaster.pid"));
      return lock.size() >= 8
          && lock.getFirst().strip().equals(Long.toString(postmaster))
          && lock.get(7).strip().equals("ready");
    } catch (IOException notYet) {
      return false;
    }
  }

  /**
   * Takes over the data of a server that is stopped, as its standby.
   *
   * @see <a href="https://www.postgresql.org/docs/current/warm-standby.html">Standby servers</a>
   */
  void copyFromPrimary(DataDirectory primary) throws IOException {
    HostCommand.run("cp", "-a", primary.data().toString(), data().toString());
    Files.createFile(data().resolve("standby.signal"));
  }

  void runInitdb(PostgresBinaries postgresBinaries, PostgresOsUser postgresOsUser)
      throws IOException {
    Path password = base.resolve("password");
    Files.writeString(password, PostgresServer.PASSWORD + "\n");
    postgresOsUser.takeOwnership(base);
    List<String> command = new ArrayList<>(postgresOsUser.commandPrefix());
    command.addAll(
        List.of(
            postgresBinaries.program("initdb"),
            "--pgdata=" + data(),
            "--username=" + PostgresServer.USER,
            "--pwfile=" + password,
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--no-instructions"));
    HostCommand.run(command);
  }

  private void configure(PostgresServerConfig config, PostgresOsUser postgresOsUser, int port)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("listen_addresses = '" + String.join(",", config.listenAddresses()) + "'");
    lines.add("port = " + port);
    lines.add("unix_socket_directories = '" + base + "'");
    lines.add("password_encryption = 'scram-sha-256'");
    lines.add("fsync = off");
    if (config.tls() != null) {
      SelfSignedCertificates.writeServerCertificate(base, config.tls());
      lines.add("ssl = on");
      lines.add("ssl_cert_file = '" + base.resolve("server.crt") + "'");
      lines.add("ssl_key_file = '" + base.resolve("server.key") + "'");
    }
    lines.addAll(config.settings());
    Files.write(data().resolve("postgresql.conf"), lines, StandardOpenOption.APPEND);

    List<String> hba = new ArrayList<>();
    hba.add("local all all trust");
    hba.addAll(config.hba());
    hba.add("host all all all trust");
    hba.add("host replication all all trust");
    Files.write(data().resolve("pg_hba.conf"), hba);
    postgresOsUser.takeOwnership(base);
  }
}
