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
public record ServerRecipe(
    int major,
    List<String> listenAddresses,
    int port,
    List<String> settings,
    List<String> hba,
    @Nullable String tls,
    @Nullable NetworkNamespace network) {

  public ServerRecipe {
    listenAddresses = List.copyOf(listenAddresses);
    settings = List.copyOf(settings);
    hba = List.copyOf(hba);
  }

  /** On 127.0.0.1 and ::1, on a free port, trusting everybody. */
  static ServerRecipe ofMajor(int major) {
    return new ServerRecipe(
        major, List.of("127.0.0.1", "::1"), 0, List.of(), List.of(), null, null);
  }

  public ServerRecipe listeningOn(String... addresses) {
    return new ServerRecipe(major, List.of(addresses), port, settings, hba, tls, network);
  }

  public ServerRecipe port(int wanted) {
    return new ServerRecipe(major, listenAddresses, wanted, settings, hba, tls, network);
  }

  /** Adds a line to {@code postgresql.conf}. */
  public ServerRecipe with(String setting) {
    return new ServerRecipe(
        major, listenAddresses, port, and(settings, setting), hba, tls, network);
  }

  /** Adds a line to {@code pg_hba.conf}. */
  public ServerRecipe admitting(String line) {
    return new ServerRecipe(major, listenAddresses, port, settings, and(hba, line), tls, network);
  }

  /** Everybody who comes over TCP has to show a password, by SCRAM. */
  public ServerRecipe withPasswords() {
    return admitting("host all all all scram-sha-256");
  }

  public ServerRecipe withTls() {
    return withTls("localhost");
  }

  /** Also under another name. */
  public ServerRecipe withTls(String name) {
    return new ServerRecipe(major, listenAddresses, port, settings, hba, name, network);
  }

  public ServerRecipe in(NetworkNamespace namespace) {
    return new ServerRecipe(major, listenAddresses, port, settings, hba, tls, namespace);
  }

  /** Starts it, and returns when it takes connections. */
  public PostgresServer start() {
    return PostgresServer.start(this);
  }

  private static List<String> and(List<String> lines, String line) {
    return Stream.concat(lines.stream(), Stream.of(line)).toList();
  }
}
