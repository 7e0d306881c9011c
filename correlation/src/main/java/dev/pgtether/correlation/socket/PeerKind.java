package dev.pgtether.correlation.socket;

/** What a client socket is connected to. */
public enum PeerKind {
  /** The server's own address: the server accepts the connection under the very same. */
  SERVER_ADDRESS,
  /** An address that leads to this server alone. */
  ROUTE_TO_SERVER,
  /** An address with several servers behind it. */
  ONE_OF_SEVERAL,
  UNKNOWN_PEER
}
