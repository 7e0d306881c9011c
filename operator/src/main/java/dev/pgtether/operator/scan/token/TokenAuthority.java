package dev.pgtether.operator.scan.token;

import org.jspecify.annotations.Nullable;

/** Port: the API server, which issues the tokens. What it does not answer throws. */
interface TokenAuthority {

  /** The keys by which it signs, as a JSON Web Key Set. */
  String signingKeys();

  /** Asks it about a token for the audience {@code pgtether}. */
  Review review(String token);

  /** Its answer. */
  sealed interface Review {

    /**
     * The token is good.
     *
     * @param namespace of its service account
     * @param podUid of the pod that it is bound to; null when it is bound to none
     * @param podName of the same
     */
    record Authenticated(String namespace, @Nullable String podUid, @Nullable String podName)
        implements Review {}

    /** It is not, or not any more. */
    record Denied(String why) implements Review {}
  }
}
