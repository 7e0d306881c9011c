package dev.pgtether.correlation.simulation;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.pairing.ServerEndpoints;
import dev.pgtether.correlation.pairing.ServerEndpoints.RouteTarget;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client dials, and where that leads. */
enum ServerRoute {
  DIRECT("10.0.0.1", 5432, ServerRoute.FIRST_ADDRESS),
  /** The server's second address, which only an agent on the server's host knows. */
  SECOND_ADDRESS("10.0.0.2", 5432, "10.0.0.2"),
  LOOPBACK("127.0.0.1", 5432, "127.0.0.1"),
  /** An address that is rewritten to the server's; the audit knows it. */
  SERVICE("10.43.0.1", 5432, ServerRoute.FIRST_ADDRESS),
  /** An address that leads to one of several servers; here it leads to the audited one. */
  SHARED_SERVICE("10.43.0.2", 5432, ServerRoute.FIRST_ADDRESS),
  SHARED_SERVICE_ELSEWHERE("10.43.0.2", 5432, null),
  /** An address that is rewritten to the server's; the audit does not know it. */
  UNKNOWN_ALIAS("10.44.0.1", 6432, "10.0.0.2"),
  ANOTHER_SERVER("10.0.9.9", 5432, null),
  ANOTHER_LOOPBACK("127.0.0.1", 5432, null),
  TWIN_NETWORK("10.0.0.1", 5432, null);

  private static final String FIRST_ADDRESS = "10.0.0.1";

  final Endpoint dialled;

  /** Where the audited server accepts the connection; null when another server does. */
  final @Nullable Endpoint accepted;

  ServerRoute(String dialled, int port, @Nullable String accepted) {
    this.dialled = Endpoint.of(dialled, port);
    this.accepted = accepted == null ? null : Endpoint.of(accepted, 5432);
  }

  /** The server's endpoints that the audit knows beforehand. */
  static ServerEndpoints known() {
    return ServerEndpoints.of(
        Map.of(
            DIRECT.dialled, RouteTarget.THIS_SERVER,
            SERVICE.dialled, RouteTarget.THIS_SERVER,
            SHARED_SERVICE.dialled, RouteTarget.ONE_OF_SEVERAL));
  }
}
