package dev.pgtether.correlation.pairing;

/**
 * How certain a pairing is. The constants are in order of precedence: when several hold, the first
 * one decides. First come the proven sockets, then the hops that hide the client, then what else is
 * known. Source: docs/architecture.md, "Verdicts".
 */
public enum Verdict {
  /** A socket is proven to be this backend's, and its process is known. */
  EXACT,
  /** A socket is proven to be this backend's, but its process could not be read. */
  SOCKET,
  /** The connection comes from a pooler. */
  POOLED,
  /** The connection comes from a mesh's or another proxy. */
  PROXIED,
  /** The client's address was rewritten on the way. */
  TRANSLATED,
  /** Several candidates, or one that may belong to a new client on the same port. */
  AMBIGUOUS,
  /**
   * The client is proven to be gone: the API server says that the pod which had this address when
   * the backend started is finished or deleted, or a kernel says that the client has closed this
   * connection.
   */
  GHOST,
  /**
   * The namespaces with the client's address were scanned completely in two audits and have no such
   * socket.
   */
  ABSENT,
  /**
   * Exactly one live pod has had this address since before the backend started; no agent saw the
   * socket.
   */
  POD,
  /** A Unix-domain or loopback client, and no agent is on the server's host. */
  LOCAL,
  /**
   * The address is outside everything that is scanned: outside the cluster, or in no network
   * namespace of this host.
   */
  EXTERNAL,
  /** None of these; the evidence says what is missing. */
  UNKNOWN
}
