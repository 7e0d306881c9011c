package dev.pgtether.correlation.socket;

/** What a client socket is connected to. */
public enum PeerKind {
  /** An address of the server itself: the server accepts the connection under the same address. */
  SERVER_ADDRESS,
  /** An address that leads to this server alone. */
  ROUTE_TO_SERVER,
  /** An address with several servers behind it. */
  ONE_OF_SEVERAL,
  /** Anything that is not known to be this server. */
  UNKNOWN_PEER
}
