package dev.pgtether.operator.agents.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.audit.Sighted;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.operator.agents.Leadership.Standing;
import dev.pgtether.operator.agents.Offence;
import dev.pgtether.operator.agents.exchange.RawClient.Answer;
import dev.pgtether.wire.Codec;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What agents hear from a replica that leads no more, or not yet, or never did. */
class LeadershipOfTheExchangeTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Stage stage;

  LeadershipOfTheExchangeTest() throws GeneralSecurityException, IOException {
    stage = new Stage(Stage.QUICK);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void an_answer_to_the_leader_before_is_no_offence() throws Exception {
    String token = stage.pod("checkout", false);
    try (RawClient agent = stage.client()) {
      CompletableFuture<Answer> held =
          agent.postAside(
              token, Stage.report("a-nonce-of-the-leader-before", 6, new MonotonicInterval(0, 1)));

      stage.awaitWaiting(1);
      assertThat(held).isNotDone();
      assertThat(stage.count(Offence.REPLAYED)).isZero();
    }
  }

  @Test
  void who_follows_sends_agents_to_the_leader() throws Exception {
    String token = stage.pod("checkout", false);
    try (RawClient agent = stage.client()) {
      CompletableFuture<Answer> held = agent.postAside(token, Stage.greeting());
      stage.awaitWaiting(1);

      // When
      stage.standing = new Standing.Following("10.42.1.9");

      // Then
      Answer sent = held.get(10, TimeUnit.SECONDS);
      assertThat(sent.status()).isEqualTo(421);
      assertThat(sent.headers())
          .containsEntry("pgtether-leader", "10.42.1.9:" + stage.server.port());
    }
    stage.standing = new Standing.Following("fd00::7");
    try (RawClient agent = stage.client()) {
      assertThat(agent.post(token, Stage.greeting()).headers())
          .containsEntry("pgtether-leader", "[fd00::7]:" + stage.server.port());
    }
    assertThat(stage.ask(DEADLINE, "checkout").get(5, TimeUnit.SECONDS).silent()).hasSize(1);
  }

  @Test
  void while_nobody_leads_agents_wait_and_the_next_leader_asks_them() throws Exception {
    // Given
    String token = stage.pod("checkout", false);
    stage.standing = new Standing.Following(null);
    try (RawClient agent = stage.client()) {
      CompletableFuture<Answer> held = agent.postAside(token, Stage.greeting());
      stage.awaitWaiting(1);
      assertThat(stage.ask(DEADLINE, "checkout").get(5, TimeUnit.SECONDS).silent()).hasSize(1);
      assertThat(held).isNotDone();

      // When
      stage.standing = new Standing.Leading(8);

      // Then
      CompletableFuture<Sighted> asked = stage.ask(DEADLINE, "checkout");
      assertThat(Codec.decodeQuestion(held.get(10, TimeUnit.SECONDS).body()).epoch()).isEqualTo(8);
      asked.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void whoever_waits_while_nobody_leads_is_sent_to_the_next_leader() throws Exception {
    String token = stage.pod("checkout", false);
    stage.standing = new Standing.Following(null);
    try (RawClient agent = stage.client()) {
      CompletableFuture<Answer> held = agent.postAside(token, Stage.greeting());
      stage.awaitWaiting(1);

      stage.standing = new Standing.Following("10.42.1.9");

      Answer sent = held.get(10, TimeUnit.SECONDS);
      assertThat(sent.status()).isEqualTo(421);
      assertThat(sent.headers())
          .containsEntry("pgtether-leader", "10.42.1.9:" + stage.server.port());
    }
  }

  @Test
  void an_answer_to_another_leaders_question_is_no_offence_while_nobody_leads() throws Exception {
    String token = stage.pod("checkout", false);
    stage.standing = new Standing.Following(null);
    try (RawClient agent = stage.client()) {
      CompletableFuture<Answer> held =
          agent.postAside(
              token, Stage.report("a-nonce-of-another-leader", 6, new MonotonicInterval(0, 1)));
      stage.awaitWaiting(1);
      assertThat(held).isNotDone();
    }
    assertThat(stage.count(Offence.REPLAYED)).isZero();
  }
}
