package dev.pgtether.correlation.fact;

/** Where PostgreSQL says that a backend's client is. */
public sealed interface ClientAddress {

  /** A TCP client: {@code client_addr} and {@code client_port}. */
  record Tcp(Endpoint endpoint) implements ClientAddress {}

  /**
   * {@code client_addr} NULL and {@code client_port} −1: a Unix-domain socket on the server's own
   * host.
   */
  record UnixSocket() implements ClientAddress {}

  /** Both NULL on a row that is not hidden: PostgreSQL knows no client, or not yet. */
  record None() implements ClientAddress {}
}
