package dev.pgtether.testkit.client;

/** How far a client goes on its way into PostgreSQL before it stops and waits. */
public enum LoginStage {
  /** The TCP connection stands, nothing was sent. */
  CONNECTED,
  /** The server has asked for authentication. */
  CHALLENGED,
  /** SCRAM's first messages are exchanged; the server waits for the proof. */
  ANSWERED,
  /** The proof is sent; what the server says to it is not read. */
  PROVED,
  /** The session stands. */
  READY
}
