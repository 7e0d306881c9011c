package dev.pgtether.testkit.client;

import java.util.List;

/** A connection of a {@link ScriptedClient}. Closed with its client. */
public final class ScriptedConnection {
  private final ScriptedClient client;
  private final String name;
  private final int localPort;
  private final long connectedMicros;

  ScriptedConnection(ScriptedClient client, String name, int localPort, long connectedMicros) {
    this.client = client;
    this.name = name;
    this.localPort = localPort;
    this.connectedMicros = connectedMicros;
  }

  /** 0 on a Unix socket. */
  public int localPort() {
    return localPort;
  }

  /** When connect() returned, in µs since 1970 by this host's clock, which is the server's too. */
  public long connectedMicros() {
    return connectedMicros;
  }

  /** Goes on with the way into PostgreSQL. */
  public void advance(LoginStage loginStage) {
    client.send("advance", name, loginStage.name());
  }

  /** Sends a query and does not wait; returns when it was sent, in µs since 1970. */
  public long send(String sql) {
    return send(List.of(sql));
  }

  /** Sends several queries at once as a batch, as JDBC does, and does not wait. */
  public long send(List<String> queries) {
    return Long.parseLong(client.send("send", name, String.join("\t", queries)));
  }

  /** Begins TLS and goes no further: it cannot advance after that. Believes any certificate. */
  public void startTls() {
    client.send("encrypt", name, "");
  }

  /** Reads until the server is ready for the next query. */
  public void awaitReady() {
    client.send("await", name, "");
  }

  /** Bytes that the client has read so far. */
  public long bytesReceived() {
    return Long.parseLong(client.send("received", name, ""));
  }

  /** Sends a FIN, and stays. */
  public void halfClose() {
    client.send("half-close", name, "");
  }

  /** Ends with a RST. */
  public void reset() {
    client.send("reset", name, "");
  }

  /** Closes the socket without a word, as a program does that ends: with a FIN. */
  public void close() {
    client.send("close", name, "");
  }
}
