package dev.pgtether.testkit.knownclients;

import dev.pgtether.testkit.postgres.PostgresServer;
import java.util.Map;

/**
 * The PostgreSQL that the clients connect to, as the pods reach it. It trusts them: a client that
 * forks speaks the protocol without a password.
 *
 * @param host an address, or a Service's name
 * @param port the one that the clients dial
 */
public record DatabaseAddress(String host, int port) {

  /** As libpq's variables. */
  Map<String, String> environment() {
    return Map.of(
        "PGHOST",
        host,
        "PGPORT",
        Integer.toString(port),
        "PGUSER",
        PostgresServer.USER,
        "PGPASSWORD",
        PostgresServer.PASSWORD,
        "PGDATABASE",
        PostgresServer.DATABASE);
  }
}
