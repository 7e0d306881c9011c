package dev.pgtether.operator.agents.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtether.audit.Sighted;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.ReportOrigin;
import dev.pgtether.operator.agents.Offence;
import dev.pgtether.operator.agents.exchange.RawClient.Answer;
import dev.pgtether.operator.agents.token.Identity;
import dev.pgtether.wire.Codec;
import dev.pgtether.wire.Question;
import dev.pgtether.wire.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExchangeServerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Stage stage;

  ExchangeServerTest() throws GeneralSecurityException, IOException {
    stage = new Stage(Stage.QUICK);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void an_agent_that_waits_is_asked_and_what_it_saw_is_its_pods() throws Exception {
    // Given
    String token = stage.pod("checkout", false);
    try (RawClient agent = stage.client()) {
      CompletableFuture<Answer> first = agent.postAside(token, Stage.greeting());
      stage.awaitWaiting(1);

      // When
      long before = System.nanoTime();
      CompletableFuture<Sighted> audit = stage.ask(DEADLINE, "checkout");
      Answer asked = first.get(10, TimeUnit.SECONDS);
      Question question = Codec.decodeQuestion(asked.body());
      CompletableFuture<Answer> second = agent.postAside(token, Stage.report(question));
      Sighted sighted = audit.get(10, TimeUnit.SECONDS);
      long after = System.nanoTime();

      // Then
      assertThat(asked.status()).isEqualTo(200);
      assertThat(question.epoch()).isEqualTo(7);
      assertThat(question.query()).isEqualTo(Stage.query());
      assertThat(sighted.silent()).isEmpty();
      AgentReport report = sighted.reports().getFirst();
      assertThat(report.origin()).isEqualTo(new ReportOrigin.PodAgent("uid-checkout"));
      assertThat(report.agent()).isEqualTo("shop/checkout");
      assertThat(report.scanInterval().beginNanos()).isGreaterThanOrEqualTo(before);
      assertThat(report.scanInterval().endNanos()).isLessThanOrEqualTo(after);
      assertThat(second).isNotDone();
    }
  }

  @Test
  void hundreds_are_asked_at_once_and_who_is_not_there_is_silent() throws Exception {
    // Given
    int agents = 300;
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      String token = stage.pod("p" + i, false);
      RawClient client = stage.client();
      clients.add(client);
      Thread.startVirtualThread(() -> answerForever(client, token));
      stage.awaitWaiting(i + 1);
    }
    String[] names = IntStream.rangeClosed(0, agents).mapToObj(i -> "p" + i).toArray(String[]::new);

    // When
    Sighted sighted = stage.ask(DEADLINE, names).get(15, TimeUnit.SECONDS);

    // Then
    assertThat(sighted.reports()).hasSize(agents);
    assertThat(sighted.reports().stream().map(AgentReport::agent)).doesNotHaveDuplicates();
    assertThat(sighted.silent()).containsExactly("uid-p" + agents);
    for (RawClient client : clients) {
      client.close();
    }
  }

  @Test
  void an_agent_that_is_not_there_is_not_waited_for() throws Exception {
    long begin = System.nanoTime();

    Sighted sighted = stage.ask(DEADLINE, "nobody").get(9, TimeUnit.SECONDS);

    assertThat(sighted.silent()).containsExactly("uid-nobody");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void an_agent_that_hangs_is_waited_for_twice_and_no_more() throws Exception {
    // Given
    String token = stage.pod("hung", false);
    Duration deadline = Duration.ofSeconds(1);
    List<Duration> waits = new ArrayList<>();

    // When
    for (int i = 0; i < 3; i++) {
      try (RawClient agent = stage.client()) {
        CompletableFuture<Answer> held = agent.postAside(token, Stage.greeting());
        stage.awaitWaiting(1);
        long begin = System.nanoTime();
        stage.ask(deadline, "hung").get(10, TimeUnit.SECONDS);
        waits.add(Duration.ofNanos(System.nanoTime() - begin));
        held.get(10, TimeUnit.SECONDS);
      }
      stage.awaitWaiting(0);
    }

    // Then
    assertThat(waits.subList(0, 2))
        .allSatisfy(wait -> assertThat(wait).isGreaterThanOrEqualTo(deadline));
    assertThat(waits.get(2)).isLessThan(deadline);
  }

  @Test
  void a_question_that_was_lost_with_its_connection_is_put_again() throws Exception {
    // Given
    String token = stage.pod("checkout", false);
    CompletableFuture<Sighted> audit;
    try (RawClient lost = stage.client()) {
      CompletableFuture<Answer> held = lost.postAside(token, Stage.greeting());
      stage.awaitWaiting(1);
      audit = stage.ask(DEADLINE, "checkout");
      held.get(10, TimeUnit.SECONDS);
    }

    // When
    try (RawClient again = stage.client()) {
      Answer asked = again.post(token, Stage.greeting());
      CompletableFuture<Answer> second = again.postAside(token, reportTo(asked));

      // Then
      assertThat(audit.get(10, TimeUnit.SECONDS).silent()).isEmpty();
      assertThat(second).isNotDone();
    }
  }

  @Test
  void a_third_exchange_of_a_pod_makes_the_oldest_go() throws Exception {
    String token = stage.pod("checkout", false);
    try (RawClient one = stage.client();
        RawClient two = stage.client();
        RawClient three = stage.client()) {
      CompletableFuture<Answer> oldest = one.postAside(token, Stage.greeting());
      stage.awaitWaiting(1);
      Thread.sleep(100);
      CompletableFuture<Answer> second = two.postAside(token, Stage.greeting());
      Thread.sleep(100);
      CompletableFuture<Answer> third = three.postAside(token, Stage.greeting());

      assertThat(oldest.get(10, TimeUnit.SECONDS).status()).isEqualTo(204);
      assertThat(second).isNotDone();
      assertThat(third).isNotDone();
    }
  }

  @Test
  void a_replayed_report_is_refused_and_counted() throws Exception {
    // Given
    String token = stage.pod("checkout", false);
    try (RawClient agent = stage.client();
        RawClient replay = stage.client()) {
      CompletableFuture<Answer> held = agent.postAside(token, Stage.greeting());
      stage.awaitWaiting(1);
      CompletableFuture<Sighted> audit = stage.ask(DEADLINE, "checkout");
      byte[] report = reportTo(held.get(10, TimeUnit.SECONDS));
      agent.postAside(token, report);
      audit.get(10, TimeUnit.SECONDS);

      // When
      Answer answer = replay.post(token, report);

      // Then
      refused(answer, Refusal.Code.STALE, Offence.REPLAYED);
    }
  }

  @Test
  void no_pod_answers_for_another() throws Exception {
    // Given
    String victim = stage.pod("victim", false);
    String other = stage.pod("other", false);
    try (RawClient agent = stage.client();
        RawClient liar = stage.client()) {
      CompletableFuture<Answer> held = agent.postAside(victim, Stage.greeting());
      stage.awaitWaiting(1);
      CompletableFuture<Sighted> audit = stage.ask(Duration.ofSeconds(1), "victim");
      byte[] report = reportTo(held.get(10, TimeUnit.SECONDS));

      // When
      Answer answer = liar.post(other, report);

      // Then
      refused(answer, Refusal.Code.STALE, Offence.REPLAYED);
      assertThat(audit.get(10, TimeUnit.SECONDS).reports()).isEmpty();
    }
  }

  @Test
  void a_report_that_took_longer_than_its_answer_is_refused() throws Exception {
    String token = stage.pod("checkout", false);
    try (RawClient agent = stage.client()) {
      CompletableFuture<Answer> held = agent.postAside(token, Stage.greeting());
      stage.awaitWaiting(1);
      CompletableFuture<Sighted> audit = stage.ask(Duration.ofSeconds(2), "checkout");
      Question question = Codec.decodeQuestion(held.get(10, TimeUnit.SECONDS).body());

      Answer answer =
          agent.post(
              token,
              Stage.report(
                  question.nonce(),
                  question.epoch(),
                  new MonotonicInterval(0, 3_600_000_000_000L)));

      refused(answer, Refusal.Code.MALFORMED, Offence.MALFORMED_REPORT);
      assertThat(audit.get(10, TimeUnit.SECONDS).reports()).isEmpty();
    }
  }

  @Test
  void who_may_not_speak_is_told_why_and_counted() throws Exception {
    String good = stage.pod("checkout", false);
    refuses("forged", Refusal.Code.TOKEN, Offence.FORGED_TOKEN);
    refuses(stage.pod("hosted", true), Refusal.Code.NOT_ALLOWED, Offence.HOST_NETWORK);
    stage.tokens.put("new", new Identity.OfPod("uid-new", "shop", "new"));
    refuses("new", Refusal.Code.NOT_ALLOWED, Offence.UNKNOWN_POD);
    stage.addresses.put(IpAddress.parse("127.0.0.1"), "uid-thief");
    refuses(good, Refusal.Code.NOT_ALLOWED, Offence.OTHER_PODS_TOKEN);
  }

  @Test
  void an_api_server_that_is_away_is_no_offence_of_the_agent() throws Exception {
    stage.tokens.put("token", new Identity.Unknown("the API server does not answer"));
    try (RawClient agent = stage.client()) {
      Answer answer = agent.post("token", Stage.greeting());

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers()).containsKey("retry-after");
      assertThat(Codec.decodeRefusal(answer.body()).message()).contains("does not answer");
    }
  }

  @Test
  void what_is_not_understood_is_refused() throws Exception {
    String token = stage.pod("checkout", false);
    String length = "Content-Length: 0";
    sends(RawClient.head("GET /v1/exchange", token, "1", length), 400, Offence.BAD_REQUEST);
    sends(RawClient.head("POST /", token, "1", length), 400, Offence.BAD_REQUEST);
    sends("EHLO mail\r\n\r\n", 400, Offence.BAD_REQUEST);
    sends("POST /v1/exchange HTTP/1.1\r\nPgtether-Wire: 1\r\n\r\n", 401, Offence.NO_TOKEN);
    sends(RawClient.head("POST /v1/exchange", token, "99", length), 426, Offence.WRONG_VERSION);
    sends(
        RawClient.head("POST /v1/exchange", token, "1", "Content-Length: 1048577"),
        413,
        Offence.TOO_LONG);
    sends(
        RawClient.head("POST /v1/exchange", "x".repeat(20_000), "1", length),
        400,
        Offence.BAD_REQUEST);
    sends(RawClient.head("POST /v1/exchange", token, "1", length), 400, Offence.MALFORMED_REPORT);
    sends(
        RawClient.head("POST /v1/exchange", token, "1", "Content-Length: 9") + "[[[[[[[[[",
        400,
        Offence.MALFORMED_REPORT);
    sends(
        RawClient.head("POST /v1/exchange", token, "1", "Transfer-Encoding: chunked") + "zz\r\n",
        400,
        Offence.BAD_REQUEST);
  }

  @Test
  void a_body_that_grows_too_long_on_its_way_is_refused_and_the_answer_is_still_read()
      throws Exception {
    String token = stage.pod("checkout", false);
    try (RawClient agent = stage.client()) {
      agent.send(RawClient.head("POST /v1/exchange", token, "1", "Transfer-Encoding: chunked"));
      byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(UTF_8);
      for (int i = 0; i < 17; i++) {
        agent.send("", chunk);
      }
      assertThat(agent.read().status()).isEqualTo(413);
    }
    assertThat(stage.count(Offence.TOO_LONG)).isEqualTo(1);
  }

  @Test
  void strangers_from_one_address_are_bounded_and_make_room_when_they_are_too_slow()
      throws Exception {
    // Given
    String token = stage.pod("checkout", false);
    List<RawClient> strangers = new ArrayList<>();
    for (int i = 0; i < Stage.QUICK.strangersPerAddress(); i++) {
      strangers.add(stage.client());
    }

    // When, Then
    assertThatThrownBy(stage::client).isInstanceOf(IOException.class);
    assertThat(stage.count(Offence.TOO_MANY_CONNECTIONS)).isEqualTo(1);
    for (RawClient stranger : strangers) {
      assertThat(stranger.isClosedByServer() || stranger.read() != null).isTrue();
      stranger.close();
    }
    Thread.sleep(200);
    try (RawClient agent = stage.client()) {
      CompletableFuture<Answer> held = agent.postAside(token, Stage.greeting());
      stage.awaitWaiting(1);
      assertThat(held).isNotDone();
    }
  }

  @Test
  void a_head_that_trickles_is_cut_off() throws Exception {
    try (RawClient slow = stage.client()) {
      assertThat(trickle(slow, "POST /v1/exchange HTTP/1.1\r\nHost: " + "x".repeat(100)))
          .isLessThan(Duration.ofSeconds(6));
    }
    assertThat(stage.count(Offence.TOO_SLOW)).isEqualTo(1);
  }

  @Test
  void a_body_that_trickles_is_cut_off() throws Exception {
    String token = stage.pod("checkout", false);
    try (RawClient slow = stage.client()) {
      slow.send(RawClient.head("POST /v1/exchange", token, "1", "Content-Length: 1000"));
      assertThat(trickle(slow, "x".repeat(100))).isLessThan(Duration.ofSeconds(6));
    }
    assertThat(stage.count(Offence.TOO_SLOW)).isEqualTo(1);
  }

  @Test
  void an_agent_that_goes_is_forgotten_at_once() throws Exception {
    String token = stage.pod("checkout", false);
    try (RawClient agent = stage.client()) {
      agent.postAside(token, Stage.greeting());
      stage.awaitWaiting(1);
    }
    stage.awaitWaiting(0);
    assertThat(stage.metrics.get("pgtether.agents.waiting").gauge().value()).isZero();
  }

  @Test
  void pods_that_announce_much_and_send_nothing_take_no_room_from_others() throws Exception {
    // Given
    List<RawClient> idle = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RawClient client = stage.client();
      idle.add(client);
      client.send(
          RawClient.head(
              "POST /v1/exchange", stage.pod("idle" + i, false), "1", "Content-Length: 1048576"));
    }
    Thread.sleep(500); // within their time: QUICK gives 2 s

    // When
    try (RawClient agent = stage.client()) {
      agent.postAside(stage.pod("checkout", false), Stage.greeting());

      // Then
      stage.awaitWaiting(1);
    }
    for (RawClient client : idle) {
      client.close();
    }
  }

  @Test
  void a_pod_posts_one_thing_at_a_time() throws Exception {
    // Given
    String token = stage.pod("checkout", false);
    try (RawClient first = stage.client();
        RawClient second = stage.client()) {
      first.send(RawClient.head("POST /v1/exchange", token, "1", "Content-Length: 1000"));
      Thread.sleep(500); // within its time: QUICK gives 2 s

      // When
      Answer answer = second.post(token, Stage.greeting());

      // Then
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers()).containsKey("retry-after");
    }

    // Then
    try (RawClient third = stage.client()) {
      Thread.sleep(200);
      third.postAside(token, Stage.greeting());
      stage.awaitWaiting(1);
    }
  }

  @Test
  void a_pod_has_few_connections_however_many_it_opens() throws Exception {
    String token = stage.pod("checkout", false);
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < Stage.QUICK.connectionsPerPod(); i++) {
      RawClient client = stage.client();
      clients.add(client);
      client.postAside(token, Stage.greeting());
      Thread.sleep(100);
    }
    try (RawClient more = stage.client()) {
      Answer answer = more.post(token, Stage.greeting());

      refused(answer, Refusal.Code.TOO_MANY, Offence.TOO_MANY_CONNECTIONS);
    }
    for (RawClient client : clients) {
      client.close();
    }
  }

  /** As an agent does, until it is closed. */
  private static void answerForever(RawClient client, String token) {
    try {
      Answer answer = client.post(token, Stage.greeting());
      while (answer.status() < 300) {
        boolean isAsked = answer.status() == 200;
        answer = client.post(token, isAsked ? reportTo(answer) : Stage.greeting());
      }
    } catch (IOException e) {
      // closed
    }
  }

  /** Sends a byte each 100 ms until it is cut off. */
  private static Duration trickle(RawClient client, String text) throws InterruptedException {
    long begin = System.nanoTime();
    try {
      for (byte next : text.getBytes(UTF_8)) {
        client.send("", next);
        Thread.sleep(100);
      }
    } catch (IOException e) {
      // cut off
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private void refuses(String token, Refusal.Code code, Offence offence) throws IOException {
    try (RawClient agent = stage.client()) {
      refused(agent.post(token, Stage.greeting()), code, offence);
    }
  }

  private void refused(Answer answer, Refusal.Code code, Offence offence) throws IOException {
    assertThat(answer.status()).isEqualTo(code.status());
    assertThat(Codec.decodeRefusal(answer.body()).code()).isEqualTo(code);
    assertThat(stage.count(offence)).isEqualTo(1);
  }

  private void sends(String text, int status, Offence offence) throws IOException {
    double before = stage.count(offence);
    try (RawClient agent = stage.client()) {
      agent.send(text);
      Answer answer = agent.read();
      assertThat(answer.status()).as(text).isEqualTo(status);
      assertThat(agent.isClosedByServer()).as(text).isTrue();
    }
    assertThat(stage.count(offence)).as(text).isEqualTo(before + 1);
  }

  private static byte[] reportTo(Answer asked) {
    try {
      return Stage.report(Codec.decodeQuestion(asked.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
