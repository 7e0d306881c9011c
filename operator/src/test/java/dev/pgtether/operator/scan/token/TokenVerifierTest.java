package dev.pgtether.operator.scan.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.operator.testing.MutableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
  private static final Instant START = Instant.parse("2026-03-01T03:00:00Z");
  private static final Instant END = START.plus(Duration.ofHours(1));
  private static final TokenIdentity CHECKOUT =
      new TokenIdentity.OfPod("uid-1", "shop", "checkout");

  private final MutableClock clock = new MutableClock(START);
  private final FakeTokenAuthority server = new FakeTokenAuthority(new TestTokenIssuer("one"));
  private final TokenVerifier tokenVerifier = new TokenVerifier(server, clock);

  @Test
  void a_token_of_a_pod_is_that_pods() {
    assertThat(tokenVerifier.identify(server.issue(END, "uid-1"))).isEqualTo(CHECKOUT);
  }

  @Test
  void an_elliptic_key_is_as_good() throws JoseException {
    server.testTokenIssuer.signByEllipticCurve("curve");

    assertThat(tokenVerifier.identify(server.issue(END, "uid-1"))).isEqualTo(CHECKOUT);
  }

  @Test
  void a_token_signed_by_somebody_else_under_the_right_keys_name_is_forged() {
    String forged = new TestTokenIssuer("one").token("pgtether", END, "uid-1");
    server.answers.put(
        forged, new TokenAuthority.Review.Authenticated("shop", "uid-1", "checkout"));

    refuses(forged, RejectReason.FORGED_TOKEN);
    assertThat(server.reviewed).as("the API server is not made to work").isEmpty();
  }

  @Test
  void a_token_by_an_unknown_key_is_forged_and_makes_nobody_read_the_keys_again_and_again() {
    tokenVerifier.identify(server.issue(END, "uid-1"));
    TestTokenIssuer mine = new TestTokenIssuer("mine");
    for (int i = 0; i < 100; i++) {
      refuses(mine.token("pgtether", END, "uid-" + i), RejectReason.FORGED_TOKEN);
    }

    assertThat(server.keyReads).hasValue(1);
    clock.pass(SigningKeyCache.NO_SOONER);
    refuses(mine.token("pgtether", END, "uid-1"), RejectReason.FORGED_TOKEN);
    assertThat(server.keyReads).hasValue(2);
  }

  @Test
  void an_unsigned_token_is_forged() {
    String payload = TestTokenIssuer.claims("pgtether", END, Map.of()).toJson();

    refuses(
        part("{\"alg\":\"none\",\"kid\":\"one\"}") + "." + part(payload) + ".",
        RejectReason.FORGED_TOKEN);
    refuses(part("{\"alg\":\"none\"}") + "." + part(payload) + ".", RejectReason.FORGED_TOKEN);
  }

  @Test
  void a_public_key_is_not_taken_for_a_shared_secret() {
    String head = part("{\"alg\":\"HS256\",\"kid\":\"one\"}");
    String payload = part(TestTokenIssuer.claims("pgtether", END, Map.of()).toJson());

    refuses(head + "." + payload + "." + part("signature"), RejectReason.FORGED_TOKEN);
  }

  @Test
  void a_changed_claim_is_forged() {
    String[] parts = server.issue(END, "uid-1").split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String changed = part(claims.replace("uid-1", "uid-2"));

    refuses(parts[0] + "." + changed + "." + parts[2], RejectReason.FORGED_TOKEN);
  }

  @Test
  void an_expired_token_is_refused_thirty_seconds_after_its_end() {
    String token = server.issue(END, "uid-1");
    clock.pass(Duration.ofHours(1).plusSeconds(29));
    assertThat(tokenVerifier.identify(token)).isEqualTo(CHECKOUT);
    clock.pass(Duration.ofSeconds(1));

    refuses(token, RejectReason.EXPIRED_TOKEN);
  }

  @Test
  void a_token_for_another_audience_is_refused() {
    refuses(
        server.testTokenIssuer.token("https://kubernetes.default.svc", END, "uid-1"),
        RejectReason.WRONG_AUDIENCE);
  }

  @Test
  void a_token_that_is_bound_to_no_pod_is_refused() {
    refuses(server.testTokenIssuer.token("pgtether", END, Map.of()), RejectReason.NOT_OF_A_POD);
    refuses(
        server.testTokenIssuer.token("pgtether", END, Map.of("node", Map.of("uid", "uid-1"))),
        RejectReason.NOT_OF_A_POD);
    refuses(
        server.testTokenIssuer.token("pgtether", END, Map.of("pod", "checkout")),
        RejectReason.NOT_OF_A_POD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "a.b", "a.b.c", "....", "\u0000.\u0000.\u0000", "e30.e30.e30"})
  void what_is_no_token_is_malformed(String token) {
    assertThat(tokenVerifier.identify(token)).isInstanceOf(TokenIdentity.Refused.class);
    assertThat(server.reviewed).isEmpty();
  }

  @Test
  void an_over_long_token_is_not_even_parsed() {
    refuses("a".repeat(100_000), RejectReason.MALFORMED_TOKEN);
    assertThat(server.keyReads).hasValue(0);
  }

  @Test
  void a_token_without_an_end_is_malformed() {
    JwtClaims endless =
        TestTokenIssuer.claims("pgtether", END, Map.of("pod", Map.of("uid", "uid-1")));
    endless.unsetClaim("exp");
    PublicJsonWebKey key = server.testTokenIssuer.signing();

    refuses(TestTokenIssuer.signed(endless, key, key.getAlgorithm()), RejectReason.MALFORMED_TOKEN);
  }

  @Test
  void a_token_of_a_deleted_pod_is_denied_by_the_api_server_and_asked_about_once_in_ten_seconds() {
    String token = server.testTokenIssuer.token("pgtether", END, "uid-gone");

    refuses(token, RejectReason.DENIED_BY_API_SERVER);
    refuses(token, RejectReason.DENIED_BY_API_SERVER);
    assertThat(server.reviewed).hasSize(1);
    clock.pass(TokenVerifier.REFUSAL_KEPT.plusMillis(1));
    refuses(token, RejectReason.DENIED_BY_API_SERVER);
    assertThat(server.reviewed).hasSize(2);
  }

  @Test
  void the_api_servers_word_is_the_one_that_counts() {
    String token = server.testTokenIssuer.token("pgtether", END, "uid-1");
    server.answers.put(token, new TokenAuthority.Review.Authenticated("shop", "uid-2", "other"));

    refuses(token, RejectReason.NOT_OF_A_POD);
  }

  @Test
  void an_answer_is_kept_for_ten_minutes_and_not_beyond_the_tokens_end() {
    String token = server.issue(END, "uid-1");
    tokenVerifier.identify(token);
    clock.pass(TokenVerifier.KEPT.minusMillis(1));
    tokenVerifier.identify(token);
    assertThat(server.reviewed).hasSize(1);

    clock.pass(Duration.ofMillis(1));
    tokenVerifier.identify(token);
    assertThat(server.reviewed).hasSize(2);

    String brief = server.issue(clock.instant().plusSeconds(60), "uid-1");
    tokenVerifier.identify(brief);
    clock.pass(Duration.ofSeconds(60));
    tokenVerifier.identify(brief);
    assertThat(server.reviewed).hasSize(4);
  }

  @Test
  void a_forgotten_token_is_asked_about_again() {
    String token = server.issue(END, "uid-1");
    tokenVerifier.identify(token);
    tokenVerifier.forget(token);
    server.answers.remove(token);

    refuses(token, RejectReason.DENIED_BY_API_SERVER);
  }

  @Test
  void a_rotated_key_is_found_by_itself() {
    tokenVerifier.identify(server.issue(END, "uid-1"));
    clock.pass(SigningKeyCache.NO_SOONER);
    server.testTokenIssuer.rotate("two");

    assertThat(tokenVerifier.identify(server.issue(END, "uid-1"))).isEqualTo(CHECKOUT);
  }

  @Test
  void an_api_server_that_is_away_refuses_nobody_for_good() {
    // Given
    String known = server.issue(END, "uid-1");
    tokenVerifier.identify(known);
    String fresh = server.issue(END.plusSeconds(1), "uid-1");
    server.away = true;

    // When, Then
    assertThat(tokenVerifier.identify(known)).isEqualTo(CHECKOUT);
    assertThat(tokenVerifier.identify(fresh)).isInstanceOf(TokenIdentity.Unknown.class);
    assertThat(new TokenVerifier(server, clock).identify(fresh))
        .isInstanceOf(TokenIdentity.Unknown.class);

    server.away = false;
    assertThat(tokenVerifier.identify(fresh)).isEqualTo(CHECKOUT);
  }

  @Test
  void keys_that_cannot_be_read_again_stay_in_force() {
    tokenVerifier.identify(server.issue(END, "uid-1"));
    clock.pass(Duration.ofMinutes(59));
    String fresh = server.issue(END.plus(Duration.ofHours(2)), "uid-1");
    clock.pass(Duration.ofHours(2).minus(Duration.ofMinutes(50)));
    server.away = true;

    TokenIdentity tokenIdentity = tokenVerifier.identify(fresh);

    assertThat(tokenIdentity)
        .isInstanceOfSatisfying(
            TokenIdentity.Unknown.class, unknown -> assertThat(unknown.why()).contains("review"));
  }

  private void refuses(String token, RejectReason rejectReason) {
    assertThat(tokenVerifier.identify(token))
        .isInstanceOfSatisfying(
            TokenIdentity.Refused.class,
            refused -> {
              assertThat(refused.rejectReason()).isEqualTo(rejectReason);
              assertThat(refused.why())
                  .doesNotContain("system:serviceaccount")
                  .hasSizeLessThan(200);
            });
  }

  private static String part(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
