package dev.pgtether.operator.agents.token;

import dev.pgtether.operator.agents.Offence;

/** What came of looking at a token. */
public sealed interface Identity {

  /** The pod that it is bound to. */
  record OfPod(String uid, String namespace, String name) implements Identity {}

  /**
   * Not to be believed.
   *
   * @param why never holds the token or a part of it
   */
  record Refused(Offence offence, String why) implements Identity {}

  /** It could not be looked at just now; to be tried again. */
  record Unknown(String why) implements Identity {}
}
