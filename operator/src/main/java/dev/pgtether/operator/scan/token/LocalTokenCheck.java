package dev.pgtether.operator.scan.token;

import dev.pgtether.wire.Exchange;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.InvalidAlgorithmException;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/** What can be said of a token without asking anybody: signature, time, audience, pod. */
final class LocalTokenCheck {

  /** The kubelet's and the API server's clocks may differ from ours by as much. */
  private static final int SKEW_SECONDS = 30;

  /** Longer ones are not even parsed: a real one has some 1,200 characters. */
  private static final int LONGEST = 8_192;

  // k8s.io/kubernetes, pkg/serviceaccount/claims.go
  private static final String BINDING = "kubernetes.io";

  /** Asymmetric ones only: never "none", and never a public key taken for a shared secret. */
  private static final AlgorithmConstraints ALGORITHMS =
      new AlgorithmConstraints(
          ConstraintType.PERMIT,
          AlgorithmIdentifiers.RSA_USING_SHA256,
          AlgorithmIdentifiers.RSA_USING_SHA384,
          AlgorithmIdentifiers.RSA_USING_SHA512,
          AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
          AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
          AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512);

  private final SigningKeyCache keys;
  private final InstantSource clock;

  LocalTokenCheck(SigningKeyCache keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  Outcome check(String token) {
    if (token.length() > LONGEST) {
      return refused(RejectReason.MALFORMED_TOKEN, "a token of " + token.length() + " characters");
    }
    JwtConsumer consumer =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(keys)
            .setJwsAlgorithmConstraints(ALGORITHMS)
            .setRequireExpirationTime()
            .setExpectedAudience(true, Exchange.AUDIENCE)
            .setAllowedClockSkewInSeconds(SKEW_SECONDS)
            .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
            .build();
    try {
      return bound(consumer.processToClaims(token));
    } catch (InvalidJwtException e) {
      return why(e);
    } catch (MalformedClaimException e) {
      return refused(RejectReason.MALFORMED_TOKEN, "a claim of the token has the wrong type");
    }
  }

  private static Outcome bound(JwtClaims claims) throws MalformedClaimException {
    Instant until = Instant.ofEpochMilli(claims.getExpirationTime().getValueInMillis());
    Map<?, ?> binding = claims.getClaimValue(BINDING) instanceof Map<?, ?> map ? map : Map.of();
    String uid = binding.get("pod") instanceof Map<?, ?> pod ? text(pod.get("uid")) : null;
    return uid == null
        ? refused(
            RejectReason.NOT_OF_A_POD,
            "the token is bound to no pod; mount a projected serviceAccountToken with audience "
                + Exchange.AUDIENCE)
        : new Outcome.Good(uid, until);
  }

  /** jose4j's own messages quote the token's claims. */
  private static Outcome why(InvalidJwtException e) {
    if (e.getCause() instanceof SigningKeyCache.Unreadable unreadable) {
      return new Outcome.Undecided(String.valueOf(unreadable.getMessage()));
    }
    if (e.hasErrorCode(ErrorCodes.EXPIRED)) {
      return refused(
          RejectReason.EXPIRED_TOKEN, "the token has expired; the kubelet renews its file");
    }
    if (e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID)
        || e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
      return refused(
          RejectReason.WRONG_AUDIENCE, "the token is not for the audience " + Exchange.AUDIENCE);
    }
    if (e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)
        || e.hasErrorCode(ErrorCodes.SIGNATURE_MISSING)
        || e.getCause() instanceof UnresolvableKeyException
        || e.getCause() instanceof InvalidAlgorithmException) {
      return refused(
          RejectReason.FORGED_TOKEN, "the token is not signed by this cluster's API server");
    }
    return refused(
        RejectReason.MALFORMED_TOKEN, "not a JSON Web Token with an end, or not yet valid");
  }

  private static Outcome refused(RejectReason rejectReason, String why) {
    return new Outcome.Bad(rejectReason, why);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof String text && !text.isEmpty() ? text : null;
  }

  /** What the check came to. */
  sealed interface Outcome {

    /** Good as far as can be seen here. */
    record Good(String podUid, Instant until) implements Outcome {}

    record Bad(RejectReason rejectReason, String why) implements Outcome {}

    /** The keys are not known. */
    record Undecided(String why) implements Outcome {}
  }
}
