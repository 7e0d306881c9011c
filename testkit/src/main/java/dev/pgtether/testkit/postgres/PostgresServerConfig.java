package dev.pgtether.testkit.postgres;

import dev.pgtether.testkit.network.NetworkNamespace;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a PostgreSQL to be started is like.
 *
 * @param listenAddresses what it listens on
 * @param port 0 for any free one
 * @param settings lines of {@code postgresql.conf}
 * @param hba lines of {@code pg_hba.conf}, before those that let everybody in
 * @param tls the name in its certificate, which vouches for itself, beside localhost, 127.0.0.1 and
 *     ::1; null without one
 * @param network null: this JVM's own
 */
public record PostgresServerConfig(
    int major,
    List<String> listenAddresses,
    int port,
    List<String> settings,
    List<String> hba,
    @Nullable String tls,
    @Nullable NetworkNamespace network) {

  public PostgresServerConfig {
    listenAddresses = List.copyOf(listenAddresses);
    settings = List.copyOf(settings);
    hba = List.copyOf(hba);
  }

  /** On 127.0.0.1 and ::1, on a free port, trusting everybody. */
  static PostgresServerConfig ofMajor(int major) {
    return new PostgresServerConfig(
        major, List.of("127.0.0.1", "::1"), 0, List.of(), List.of(), null, null);
  }

  public PostgresServerConfig listeningOn(String... addresses) {
    return new PostgresServerConfig(major, List.of(addresses), port, settings, hba, tls, network);
  }

  public PostgresServerConfig port(int wanted) {
    return new PostgresServerConfig(major, listenAddresses, wanted, settings, hba, tls, network);
  }

  /** Adds a line to {@code postgresql.conf}. */
  public PostgresServerConfig withSetting(String setting) {
    return new PostgresServerConfig(
        major, listenAddresses, port, append(settings, setting), hba, tls, network);
  }

  /** Adds a line to {@code pg_hba.conf}. */
  public PostgresServerConfig withHbaLine(String line) {
    return new PostgresServerConfig(
        major, listenAddresses, port, settings, append(hba, line), tls, network);
  }

  /** Everybody who comes over TCP has to show a password, by SCRAM. */
  public PostgresServerConfig requiringPasswords() {
    return withHbaLine("host all all all scram-sha-256");
  }

  public PostgresServerConfig withTls() {
    return withTls("localhost");
  }

  /** Also under another name. */
  public PostgresServerConfig withTls(String name) {
    return new PostgresServerConfig(major, listenAddresses, port, settings, hba, name, network);
  }

  public PostgresServerConfig inNetworkNamespace(NetworkNamespace namespace) {
    return new PostgresServerConfig(major, listenAddresses, port, settings, hba, tls, namespace);
  }

  /** Starts it, and returns when it takes connections. */
  public PostgresServer start() {
    return PostgresServer.start(this);
  }

  private static List<String> append(List<String> lines, String line) {
    return Stream.concat(lines.stream(), Stream.of(line)).toList();
  }
}
