package dev.pgtether.correlation.pairing;

/**
 * How sure a pairing is. The constants stand in order of precedence: where several hold, the first
 * decides – the proven road first, then where the road ends, then what can still be said.
 */
public enum Verdict {
  /** A socket proven to be this backend's; its process known. */
  EXACT,
  /** The socket is proven, its holder not readable. */
  SOCKET,
  /** The road ends at a pooler. */
  POOLED,
  /** The road ends at a mesh or proxy. */
  PROXIED,
  /** The road ends at a rewritten address. */
  TRANSLATED,
  /** Several candidates, or one that may belong to a newcomer. */
  AMBIGUOUS,
  /**
   * Proven gone: the API server says that the pod which held this address at the backend's start is
   * deleted, or a kernel says that the client has closed this very connection.
   */
  GHOST,
  /** Whoever owns the address was looked at completely in two audits and has no such socket. */
  ABSENT,
  /**
   * Exactly one live pod has had this address since before the backend's start; nobody saw the
   * socket.
   */
  POD,
  /** A Unix socket or a loopback address, and nobody stands on the server's host. */
  LOCAL,
  /**
   * The address belongs to nothing that is looked at: outside the cluster, or of no namespace of
   * this host.
   */
  EXTERNAL,
  /** None of these; the evidence says what is missing. */
  UNKNOWN
}
