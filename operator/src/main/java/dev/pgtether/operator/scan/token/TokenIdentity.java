package dev.pgtether.operator.scan.token;

/** What came of looking at a token. */
public sealed interface TokenIdentity {

  /** The pod that it is bound to. */
  record OfPod(String uid, String namespace, String name) implements TokenIdentity {}

  /**
   * Not to be believed.
   *
   * @param why never holds the token or a part of it
   */
  record Refused(RejectReason rejectReason, String why) implements TokenIdentity {}

  /** It could not be looked at just now; to be tried again. */
  record Unknown(String why) implements TokenIdentity {}
}
