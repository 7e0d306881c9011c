package dev.pgtether.operator.scan.token;

import dev.pgtether.wire.Refusal;
import java.util.Locale;

/** Why somebody who connected was not heard. What is counted and logged. */
public enum RejectReason {
  /** No {@code Authorization: Bearer …}. */
  NO_TOKEN(Refusal.Code.TOKEN),
  /** Not a signed JSON Web Token of a bearable length. */
  MALFORMED_TOKEN(Refusal.Code.TOKEN),
  /** Signed by nobody whom the API server knows. */
  FORGED_TOKEN(Refusal.Code.TOKEN),
  EXPIRED_TOKEN(Refusal.Code.TOKEN),
  /** A good token that was made for somebody else. */
  WRONG_AUDIENCE(Refusal.Code.TOKEN),
  /** A good token that is bound to no pod. */
  NOT_OF_A_POD(Refusal.Code.NOT_ALLOWED),
  /** Well signed, but the API server does not accept it (any more). */
  DENIED_BY_API_SERVER(Refusal.Code.TOKEN),
  /** The index knows no live pod of that uid. */
  UNKNOWN_POD(Refusal.Code.NOT_ALLOWED),
  HOST_NETWORK(Refusal.Code.NOT_ALLOWED),
  /** Sent from an address that is another pod's. */
  OTHER_PODS_TOKEN(Refusal.Code.NOT_ALLOWED),
  /** No version of the wire that both speak. */
  WRONG_VERSION(Refusal.Code.VERSION),
  /** Not the one path, method and shape that are understood here. */
  BAD_REQUEST(Refusal.Code.MALFORMED),
  MALFORMED_REPORT(Refusal.Code.MALFORMED),
  TOO_LONG(Refusal.Code.TOO_LARGE),
  /** Answers what was answered already, or what was never asked. */
  REPLAYED(Refusal.Code.STALE),
  /** No TLS, or the other side does not trust the operator's certificate. */
  HANDSHAKE_FAILED(Refusal.Code.MALFORMED),
  /** Did not complete its handshake, request or body in time. */
  TOO_SLOW(Refusal.Code.MALFORMED),
  /** More connections from one address than may be unidentified at a time. */
  TOO_MANY_CONNECTIONS(Refusal.Code.TOO_MANY);

  private final Refusal.Code code;

  RejectReason(Refusal.Code code) {
    this.code = code;
  }

  /** What the agent is told. */
  public Refusal.Code code() {
    return code;
  }

  /** {@code wrong-audience}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
