package dev.pgtether.operator.agents.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.operator.agents.MovableClock;
import dev.pgtether.operator.agents.Offence;
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

class TokensTest {
  private static final Instant START = Instant.parse("2026-03-01T03:00:00Z");
  private static final Instant END = START.plus(Duration.ofHours(1));
  private static final Identity CHECKOUT = new Identity.OfPod("uid-1", "shop", "checkout");

  private final MovableClock clock = new MovableClock(START);
  private final FakeApiServer server = new FakeApiServer(new Issuer("one"));
  private final Tokens tokens = new Tokens(server, clock);

  @Test
  void a_token_of_a_pod_is_that_pods() {
    assertThat(tokens.identify(server.issue(END, "uid-1"))).isEqualTo(CHECKOUT);
  }

  @Test
  void an_elliptic_key_is_as_good() throws JoseException {
    server.issuer.signByEllipticCurve("curve");

    assertThat(tokens.identify(server.issue(END, "uid-1"))).isEqualTo(CHECKOUT);
  }

  @Test
  void a_token_signed_by_somebody_else_under_the_right_keys_name_is_forged() {
    String forged = new Issuer("one").token("pgtether", END, "uid-1");
    server.answers.put(
        forged, new TokenAuthority.Review.Authenticated("shop", "uid-1", "checkout"));

    refuses(forged, Offence.FORGED_TOKEN);
    assertThat(server.reviewed).as("the API server is not made to work").isEmpty();
  }

  @Test
  void a_token_by_an_unknown_key_is_forged_and_makes_nobody_read_the_keys_again_and_again() {
    tokens.identify(server.issue(END, "uid-1"));
    Issuer mine = new Issuer("mine");
    for (int i = 0; i < 100; i++) {
      refuses(mine.token("pgtether", END, "uid-" + i), Offence.FORGED_TOKEN);
    }

    assertThat(server.keyReads).hasValue(1);
    clock.pass(SigningKeys.NO_SOONER);
    refuses(mine.token("pgtether", END, "uid-1"), Offence.FORGED_TOKEN);
    assertThat(server.keyReads).hasValue(2);
  }

  @Test
  void an_unsigned_token_is_forged() {
    String payload = Issuer.claims("pgtether", END, Map.of()).toJson();

    refuses(
        part("{\"alg\":\"none\",\"kid\":\"one\"}") + "." + part(payload) + ".",
        Offence.FORGED_TOKEN);
    refuses(part("{\"alg\":\"none\"}") + "." + part(payload) + ".", Offence.FORGED_TOKEN);
  }

  @Test
  void a_public_key_is_not_taken_for_a_shared_secret() {
    String head = part("{\"alg\":\"HS256\",\"kid\":\"one\"}");
    String payload = part(Issuer.claims("pgtether", END, Map.of()).toJson());

    refuses(head + "." + payload + "." + part("signature"), Offence.FORGED_TOKEN);
  }

  @Test
  void a_changed_claim_is_forged() {
    String[] parts = server.issue(END, "uid-1").split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String changed = part(claims.replace("uid-1", "uid-2"));

    refuses(parts[0] + "." + changed + "." + parts[2], Offence.FORGED_TOKEN);
  }

  @Test
  void an_expired_token_is_refused_thirty_seconds_after_its_end() {
    String token = server.issue(END, "uid-1");
    clock.pass(Duration.ofHours(1).plusSeconds(29));
    assertThat(tokens.identify(token)).isEqualTo(CHECKOUT);
    clock.pass(Duration.ofSeconds(1));

    refuses(token, Offence.EXPIRED_TOKEN);
  }

  @Test
  void a_token_for_another_audience_is_refused() {
    refuses(
        server.issuer.token("https://kubernetes.default.svc", END, "uid-1"),
        Offence.WRONG_AUDIENCE);
  }

  @Test
  void a_token_that_is_bound_to_no_pod_is_refused() {
    refuses(server.issuer.token("pgtether", END, Map.of()), Offence.NOT_OF_A_POD);
    refuses(
        server.issuer.token("pgtether", END, Map.of("node", Map.of("uid", "uid-1"))),
        Offence.NOT_OF_A_POD);
    refuses(server.issuer.token("pgtether", END, Map.of("pod", "checkout")), Offence.NOT_OF_A_POD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "a.b", "a.b.c", "....", "\u0000.\u0000.\u0000", "e30.e30.e30"})
  void what_is_no_token_is_malformed(String token) {
    assertThat(tokens.identify(token)).isInstanceOf(Identity.Refused.class);
    assertThat(server.reviewed).isEmpty();
  }

  @Test
  void an_over_long_token_is_not_even_parsed() {
    refuses("a".repeat(100_000), Offence.MALFORMED_TOKEN);
    assertThat(server.keyReads).hasValue(0);
  }

  @Test
  void a_token_without_an_end_is_malformed() {
    JwtClaims endless = Issuer.claims("pgtether", END, Map.of("pod", Map.of("uid", "uid-1")));
    endless.unsetClaim("exp");
    PublicJsonWebKey key = server.issuer.signing();

    refuses(Issuer.signed(endless, key, key.getAlgorithm()), Offence.MALFORMED_TOKEN);
  }

  @Test
  void a_token_of_a_deleted_pod_is_denied_by_the_api_server_and_asked_about_once_in_ten_seconds() {
    String token = server.issuer.token("pgtether", END, "uid-gone");

    refuses(token, Offence.DENIED_BY_API_SERVER);
    refuses(token, Offence.DENIED_BY_API_SERVER);
    assertThat(server.reviewed).hasSize(1);
    clock.pass(Tokens.REFUSAL_KEPT.plusMillis(1));
    refuses(token, Offence.DENIED_BY_API_SERVER);
    assertThat(server.reviewed).hasSize(2);
  }

  @Test
  void the_api_servers_word_is_the_one_that_counts() {
    String token = server.issuer.token("pgtether", END, "uid-1");
    server.answers.put(token, new TokenAuthority.Review.Authenticated("shop", "uid-2", "other"));

    refuses(token, Offence.NOT_OF_A_POD);
  }

  @Test
  void an_answer_is_kept_for_ten_minutes_and_not_beyond_the_tokens_end() {
    String token = server.issue(END, "uid-1");
    tokens.identify(token);
    clock.pass(Tokens.KEPT.minusMillis(1));
    tokens.identify(token);
    assertThat(server.reviewed).hasSize(1);

    clock.pass(Duration.ofMillis(1));
    tokens.identify(token);
    assertThat(server.reviewed).hasSize(2);

    String brief = server.issue(clock.instant().plusSeconds(60), "uid-1");
    tokens.identify(brief);
    clock.pass(Duration.ofSeconds(60));
    tokens.identify(brief);
    assertThat(server.reviewed).hasSize(4);
  }

  @Test
  void a_forgotten_token_is_asked_about_again() {
    String token = server.issue(END, "uid-1");
    tokens.identify(token);
    tokens.forget(token);
    server.answers.remove(token);

    refuses(token, Offence.DENIED_BY_API_SERVER);
  }

  @Test
  void a_rotated_key_is_found_by_itself() {
    tokens.identify(server.issue(END, "uid-1"));
    clock.pass(SigningKeys.NO_SOONER);
    server.issuer.rotate("two");

    assertThat(tokens.identify(server.issue(END, "uid-1"))).isEqualTo(CHECKOUT);
  }

  @Test
  void an_api_server_that_is_away_refuses_nobody_for_good() {
    // Given
    String known = server.issue(END, "uid-1");
    tokens.identify(known);
    String fresh = server.issue(END.plusSeconds(1), "uid-1");
    server.away = true;

    // When, Then
    assertThat(tokens.identify(known)).isEqualTo(CHECKOUT);
    assertThat(tokens.identify(fresh)).isInstanceOf(Identity.Unknown.class);
    assertThat(new Tokens(server, clock).identify(fresh)).isInstanceOf(Identity.Unknown.class);

    server.away = false;
    assertThat(tokens.identify(fresh)).isEqualTo(CHECKOUT);
  }

  @Test
  void keys_that_cannot_be_read_again_stay_in_force() {
    tokens.identify(server.issue(END, "uid-1"));
    clock.pass(Duration.ofMinutes(59));
    String fresh = server.issue(END.plus(Duration.ofHours(2)), "uid-1");
    clock.pass(Duration.ofHours(2).minus(Duration.ofMinutes(50)));
    server.away = true;

    Identity identity = tokens.identify(fresh);

    assertThat(identity)
        .isInstanceOfSatisfying(
            Identity.Unknown.class, unknown -> assertThat(unknown.why()).contains("review"));
  }

  private void refuses(String token, Offence offence) {
    assertThat(tokens.identify(token))
        .isInstanceOfSatisfying(
            Identity.Refused.class,
            refused -> {
              assertThat(refused.offence()).isEqualTo(offence);
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
