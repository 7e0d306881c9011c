package dev.pgtether.testkit.knownclients;

import java.util.Locale;

/** A kind of client, by the connections that it keeps. */
public enum ClientKind {
  /** One, idle. */
  PSQL(1),
  /** Three, each at work most of the time. */
  PGBENCH(3),
  /** Four of one Java process, idle; IPv4-mapped sockets. */
  POOL(4),
  /** One that two processes hold. */
  SHARED(1),
  /** A connection for each query, two at a time: their truth stands in {@link ClientName} alone. */
  CHURN(0);

  private final int connections;

  ClientKind(int connections) {
    this.connections = connections;
  }

  int connections() {
    return connections;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
