package dev.pgtether.operator.scan.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.audit.Sighted;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.operator.leader.Leadership.LeadershipState;
import dev.pgtether.operator.scan.http.RawHttpsClient.Answer;
import dev.pgtether.operator.scan.token.RejectReason;
import dev.pgtether.wire.Codec;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What agents hear from a replica that leads no more, or not yet, or never did. */
class ExchangeLeadershipTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final ExchangeServerFixture exchangeServerFixture;

  ExchangeLeadershipTest() throws GeneralSecurityException, IOException {
    exchangeServerFixture = new ExchangeServerFixture(ExchangeServerFixture.QUICK);
  }

  @AfterEach
  void close() {
    exchangeServerFixture.close();
  }

  @Test
  void an_answer_to_the_leader_before_is_no_offence() throws Exception {
    String token = exchangeServerFixture.pod("checkout", false);
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      CompletableFuture<Answer> held =
          agent.postAside(
              token,
              ExchangeServerFixture.report(
                  "a-nonce-of-the-leader-before", 6, new MonotonicInterval(0, 1)));

      exchangeServerFixture.awaitWaiting(1);
      assertThat(held).isNotDone();
      assertThat(exchangeServerFixture.count(RejectReason.REPLAYED)).isZero();
    }
  }

  @Test
  void who_follows_sends_agents_to_the_leader() throws Exception {
    String token = exchangeServerFixture.pod("checkout", false);
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      CompletableFuture<Answer> held = agent.postAside(token, ExchangeServerFixture.greeting());
      exchangeServerFixture.awaitWaiting(1);

      // When
      exchangeServerFixture.leadershipState = new LeadershipState.Following("10.42.1.9");

      // Then
      Answer sent = held.get(10, TimeUnit.SECONDS);
      assertThat(sent.status()).isEqualTo(421);
      assertThat(sent.headers())
          .containsEntry("pgtether-leader", "10.42.1.9:" + exchangeServerFixture.server.port());
    }
    exchangeServerFixture.leadershipState = new LeadershipState.Following("fd00::7");
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      assertThat(agent.post(token, ExchangeServerFixture.greeting()).headers())
          .containsEntry("pgtether-leader", "[fd00::7]:" + exchangeServerFixture.server.port());
    }
    assertThat(exchangeServerFixture.ask(DEADLINE, "checkout").get(5, TimeUnit.SECONDS).silent())
        .hasSize(1);
  }

  @Test
  void while_nobody_leads_agents_wait_and_the_next_leader_asks_them() throws Exception {
    // Given
    String token = exchangeServerFixture.pod("checkout", false);
    exchangeServerFixture.leadershipState = new LeadershipState.Following(null);
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      CompletableFuture<Answer> held = agent.postAside(token, ExchangeServerFixture.greeting());
      exchangeServerFixture.awaitWaiting(1);
      assertThat(exchangeServerFixture.ask(DEADLINE, "checkout").get(5, TimeUnit.SECONDS).silent())
          .hasSize(1);
      assertThat(held).isNotDone();

      // When
      exchangeServerFixture.leadershipState = new LeadershipState.Leading(8);

      // Then
      CompletableFuture<Sighted> asked =
          exchangeServerFixture.ask(Duration.ofSeconds(2), "checkout");
      assertThat(Codec.decodeQuestion(held.get(10, TimeUnit.SECONDS).body()).epoch()).isEqualTo(8);
      asked.get(10, TimeUnit.SECONDS); // the agent does not answer: the audit waits its deadline
    }
  }

  @Test
  void whoever_waits_while_nobody_leads_is_sent_to_the_next_leader() throws Exception {
    String token = exchangeServerFixture.pod("checkout", false);
    exchangeServerFixture.leadershipState = new LeadershipState.Following(null);
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      CompletableFuture<Answer> held = agent.postAside(token, ExchangeServerFixture.greeting());
      exchangeServerFixture.awaitWaiting(1);

      exchangeServerFixture.leadershipState = new LeadershipState.Following("10.42.1.9");

      Answer sent = held.get(10, TimeUnit.SECONDS);
      assertThat(sent.status()).isEqualTo(421);
      assertThat(sent.headers())
          .containsEntry("pgtether-leader", "10.42.1.9:" + exchangeServerFixture.server.port());
    }
  }

  @Test
  void an_answer_to_another_leaders_question_is_no_offence_while_nobody_leads() throws Exception {
    String token = exchangeServerFixture.pod("checkout", false);
    exchangeServerFixture.leadershipState = new LeadershipState.Following(null);
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      CompletableFuture<Answer> held =
          agent.postAside(
              token,
              ExchangeServerFixture.report(
                  "a-nonce-of-another-leader", 6, new MonotonicInterval(0, 1)));
      exchangeServerFixture.awaitWaiting(1);
      assertThat(held).isNotDone();
    }
    assertThat(exchangeServerFixture.count(RejectReason.REPLAYED)).isZero();
  }
}
