package dev.pgtether.operator.scan.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtether.audit.Sighted;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.ReportOrigin;
import dev.pgtether.operator.scan.http.RawHttpsClient.Answer;
import dev.pgtether.operator.scan.token.RejectReason;
import dev.pgtether.operator.scan.token.TokenIdentity;
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

  private final ExchangeServerFixture exchangeServerFixture;

  ExchangeServerTest() throws GeneralSecurityException, IOException {
    exchangeServerFixture = new ExchangeServerFixture(ExchangeServerFixture.QUICK);
  }

  @AfterEach
  void close() {
    exchangeServerFixture.close();
  }

  @Test
  void an_agent_that_waits_is_asked_and_what_it_saw_is_its_pods() throws Exception {
    // Given
    String token = exchangeServerFixture.pod("checkout", false);
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      CompletableFuture<Answer> first = agent.postAside(token, ExchangeServerFixture.greeting());
      exchangeServerFixture.awaitWaiting(1);

      // When
      long before = System.nanoTime();
      CompletableFuture<Sighted> audit = exchangeServerFixture.ask(DEADLINE, "checkout");
      Answer asked = first.get(10, TimeUnit.SECONDS);
      Question question = Codec.decodeQuestion(asked.body());
      CompletableFuture<Answer> second =
          agent.postAside(token, ExchangeServerFixture.report(question));
      Sighted sighted = audit.get(10, TimeUnit.SECONDS);
      long after = System.nanoTime();

      // Then
      assertThat(asked.status()).isEqualTo(200);
      assertThat(question.epoch()).isEqualTo(7);
      assertThat(question.query()).isEqualTo(ExchangeServerFixture.query());
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
    List<RawHttpsClient> clients = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      String token = exchangeServerFixture.pod("p" + i, false);
      RawHttpsClient client = exchangeServerFixture.client();
      clients.add(client);
      Thread.startVirtualThread(() -> answerForever(client, token));
      exchangeServerFixture.awaitWaiting(i + 1);
    }
    String[] names = IntStream.rangeClosed(0, agents).mapToObj(i -> "p" + i).toArray(String[]::new);

    // When
    Sighted sighted = exchangeServerFixture.ask(DEADLINE, names).get(15, TimeUnit.SECONDS);

    // Then
    assertThat(sighted.reports()).hasSize(agents);
    assertThat(sighted.reports().stream().map(AgentReport::agent)).doesNotHaveDuplicates();
    assertThat(sighted.silent()).containsExactly("uid-p" + agents);
    for (RawHttpsClient client : clients) {
      client.close();
    }
  }

  @Test
  void an_agent_that_is_not_there_is_not_waited_for() throws Exception {
    long begin = System.nanoTime();

    Sighted sighted = exchangeServerFixture.ask(DEADLINE, "nobody").get(9, TimeUnit.SECONDS);

    assertThat(sighted.silent()).containsExactly("uid-nobody");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void an_agent_that_hangs_is_waited_for_twice_and_no_more() throws Exception {
    // Given
    String token = exchangeServerFixture.pod("hung", false);
    Duration deadline = Duration.ofSeconds(1);
    List<Duration> waits = new ArrayList<>();

    // When
    for (int i = 0; i < 3; i++) {
      try (RawHttpsClient agent = exchangeServerFixture.client()) {
        CompletableFuture<Answer> held = agent.postAside(token, ExchangeServerFixture.greeting());
        exchangeServerFixture.awaitWaiting(1);
        long begin = System.nanoTime();
        exchangeServerFixture.ask(deadline, "hung").get(10, TimeUnit.SECONDS);
        waits.add(Duration.ofNanos(System.nanoTime() - begin));
        held.get(10, TimeUnit.SECONDS);
      }
      exchangeServerFixture.awaitWaiting(0);
    }

    // Then
    assertThat(waits.subList(0, 2))
        .allSatisfy(wait -> assertThat(wait).isGreaterThanOrEqualTo(deadline));
    assertThat(waits.get(2)).isLessThan(deadline);
  }

  @Test
  void a_question_that_was_lost_with_its_connection_is_put_again() throws Exception {
    // Given
    String token = exchangeServerFixture.pod("checkout", false);
    CompletableFuture<Sighted> audit;
    try (RawHttpsClient lost = exchangeServerFixture.client()) {
      CompletableFuture<Answer> held = lost.postAside(token, ExchangeServerFixture.greeting());
      exchangeServerFixture.awaitWaiting(1);
      audit = exchangeServerFixture.ask(DEADLINE, "checkout");
      held.get(10, TimeUnit.SECONDS);
    }

    // When
    try (RawHttpsClient again = exchangeServerFixture.client()) {
      Answer asked = again.post(token, ExchangeServerFixture.greeting());
      CompletableFuture<Answer> second = again.postAside(token, reportTo(asked));

      // Then
      assertThat(audit.get(10, TimeUnit.SECONDS).silent()).isEmpty();
      assertThat(second).isNotDone();
    }
  }

  @Test
  void a_third_exchange_of_a_pod_makes_the_oldest_go() throws Exception {
    String token = exchangeServerFixture.pod("checkout", false);
    try (RawHttpsClient one = exchangeServerFixture.client();
        RawHttpsClient two = exchangeServerFixture.client();
        RawHttpsClient three = exchangeServerFixture.client()) {
      CompletableFuture<Answer> oldest = one.postAside(token, ExchangeServerFixture.greeting());
      exchangeServerFixture.awaitWaiting(1);
      Thread.sleep(100);
      CompletableFuture<Answer> second = two.postAside(token, ExchangeServerFixture.greeting());
      Thread.sleep(100);
      CompletableFuture<Answer> third = three.postAside(token, ExchangeServerFixture.greeting());

      assertThat(oldest.get(10, TimeUnit.SECONDS).status()).isEqualTo(204);
      assertThat(second).isNotDone();
      assertThat(third).isNotDone();
    }
  }

  @Test
  void a_replayed_report_is_refused_and_counted() throws Exception {
    // Given
    String token = exchangeServerFixture.pod("checkout", false);
    try (RawHttpsClient agent = exchangeServerFixture.client();
        RawHttpsClient replay = exchangeServerFixture.client()) {
      CompletableFuture<Answer> held = agent.postAside(token, ExchangeServerFixture.greeting());
      exchangeServerFixture.awaitWaiting(1);
      CompletableFuture<Sighted> audit = exchangeServerFixture.ask(DEADLINE, "checkout");
      byte[] report = reportTo(held.get(10, TimeUnit.SECONDS));
      agent.postAside(token, report);
      audit.get(10, TimeUnit.SECONDS);
      // The audit has the report before its connection is done with it; a pod posts once at a time.
      exchangeServerFixture.awaitWaiting(1);

      // When
      Answer answer = replay.post(token, report);

      // Then
      refused(answer, Refusal.Code.STALE, RejectReason.REPLAYED);
    }
  }

  @Test
  void no_pod_answers_for_another() throws Exception {
    // Given
    String victim = exchangeServerFixture.pod("victim", false);
    String other = exchangeServerFixture.pod("other", false);
    try (RawHttpsClient agent = exchangeServerFixture.client();
        RawHttpsClient liar = exchangeServerFixture.client()) {
      CompletableFuture<Answer> held = agent.postAside(victim, ExchangeServerFixture.greeting());
      exchangeServerFixture.awaitWaiting(1);
      CompletableFuture<Sighted> audit = exchangeServerFixture.ask(Duration.ofSeconds(1), "victim");
      byte[] report = reportTo(held.get(10, TimeUnit.SECONDS));

      // When
      Answer answer = liar.post(other, report);

      // Then
      refused(answer, Refusal.Code.STALE, RejectReason.REPLAYED);
      assertThat(audit.get(10, TimeUnit.SECONDS).reports()).isEmpty();
    }
  }

  @Test
  void a_report_that_took_longer_than_its_answer_is_refused() throws Exception {
    String token = exchangeServerFixture.pod("checkout", false);
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      CompletableFuture<Answer> held = agent.postAside(token, ExchangeServerFixture.greeting());
      exchangeServerFixture.awaitWaiting(1);
      CompletableFuture<Sighted> audit =
          exchangeServerFixture.ask(Duration.ofSeconds(2), "checkout");
      Question question = Codec.decodeQuestion(held.get(10, TimeUnit.SECONDS).body());

      Answer answer =
          agent.post(
              token,
              ExchangeServerFixture.report(
                  question.nonce(),
                  question.epoch(),
                  new MonotonicInterval(0, 3_600_000_000_000L)));

      refused(answer, Refusal.Code.MALFORMED, RejectReason.MALFORMED_REPORT);
      assertThat(audit.get(10, TimeUnit.SECONDS).reports()).isEmpty();
    }
  }

  @Test
  void who_may_not_speak_is_told_why_and_counted() throws Exception {
    String good = exchangeServerFixture.pod("checkout", false);
    refuses("forged", Refusal.Code.TOKEN, RejectReason.FORGED_TOKEN);
    refuses(
        exchangeServerFixture.pod("hosted", true),
        Refusal.Code.NOT_ALLOWED,
        RejectReason.HOST_NETWORK);
    exchangeServerFixture.tokens.put("new", new TokenIdentity.OfPod("uid-new", "shop", "new"));
    refuses("new", Refusal.Code.NOT_ALLOWED, RejectReason.UNKNOWN_POD);
    exchangeServerFixture.addresses.put(IpAddress.parse("127.0.0.1"), "uid-thief");
    refuses(good, Refusal.Code.NOT_ALLOWED, RejectReason.OTHER_PODS_TOKEN);
  }

  @Test
  void an_api_server_that_is_away_is_no_offence_of_the_agent() throws Exception {
    exchangeServerFixture.tokens.put(
        "token", new TokenIdentity.Unknown("the API server does not answer"));
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      Answer answer = agent.post("token", ExchangeServerFixture.greeting());

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers()).containsKey("retry-after");
      assertThat(Codec.decodeRefusal(answer.body()).message()).contains("does not answer");
    }
  }

  @Test
  void what_is_not_understood_is_refused() throws Exception {
    String token = exchangeServerFixture.pod("checkout", false);
    String length = "Content-Length: 0";
    sends(
        RawHttpsClient.head("GET /v1/exchange", token, "1", length), 400, RejectReason.BAD_REQUEST);
    sends(RawHttpsClient.head("POST /", token, "1", length), 400, RejectReason.BAD_REQUEST);
    sends("EHLO mail\r\n\r\n", 400, RejectReason.BAD_REQUEST);
    sends("POST /v1/exchange HTTP/1.1\r\nPgtether-Wire: 1\r\n\r\n", 401, RejectReason.NO_TOKEN);
    sends(
        RawHttpsClient.head("POST /v1/exchange", token, "99", length),
        426,
        RejectReason.WRONG_VERSION);
    sends(
        RawHttpsClient.head("POST /v1/exchange", token, "1", "Content-Length: 1048577"),
        413,
        RejectReason.TOO_LONG);
    sends(
        RawHttpsClient.head("POST /v1/exchange", "x".repeat(20_000), "1", length),
        400,
        RejectReason.BAD_REQUEST);
    sends(
        RawHttpsClient.head("POST /v1/exchange", token, "1", length),
        400,
        RejectReason.MALFORMED_REPORT);
    sends(
        RawHttpsClient.head("POST /v1/exchange", token, "1", "Content-Length: 9") + "[[[[[[[[[",
        400,
        RejectReason.MALFORMED_REPORT);
    sends(
        RawHttpsClient.head("POST /v1/exchange", token, "1", "Transfer-Encoding: chunked")
            + "zz\r\n",
        400,
        RejectReason.BAD_REQUEST);
  }

  @Test
  void a_body_that_grows_too_long_on_its_way_is_refused_and_the_answer_is_still_read()
      throws Exception {
    String token = exchangeServerFixture.pod("checkout", false);
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      agent.send(
          RawHttpsClient.head("POST /v1/exchange", token, "1", "Transfer-Encoding: chunked"));
      byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(UTF_8);
      for (int i = 0; i < 17; i++) {
        agent.send("", chunk);
      }
      assertThat(agent.read().status()).isEqualTo(413);
    }
    assertThat(exchangeServerFixture.count(RejectReason.TOO_LONG)).isEqualTo(1);
  }

  @Test
  void strangers_from_one_address_are_bounded_and_make_room_when_they_are_too_slow()
      throws Exception {
    // Given
    String token = exchangeServerFixture.pod("checkout", false);
    List<RawHttpsClient> strangers = new ArrayList<>();
    for (int i = 0; i < ExchangeServerFixture.QUICK.strangersPerAddress(); i++) {
      strangers.add(exchangeServerFixture.client());
    }

    // When, Then
    assertThatThrownBy(exchangeServerFixture::client).isInstanceOf(IOException.class);
    assertThat(exchangeServerFixture.count(RejectReason.TOO_MANY_CONNECTIONS)).isEqualTo(1);
    for (RawHttpsClient stranger : strangers) {
      assertThat(stranger.isClosedByServer() || stranger.read() != null).isTrue();
      stranger.close();
    }
    Thread.sleep(200);
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      CompletableFuture<Answer> held = agent.postAside(token, ExchangeServerFixture.greeting());
      exchangeServerFixture.awaitWaiting(1);
      assertThat(held).isNotDone();
    }
  }

  @Test
  void a_head_that_trickles_is_cut_off() throws Exception {
    try (RawHttpsClient slow = exchangeServerFixture.client()) {
      assertThat(trickle(slow, "POST /v1/exchange HTTP/1.1\r\nHost: " + "x".repeat(100)))
          .isLessThan(Duration.ofSeconds(6));
    }
    assertThat(exchangeServerFixture.count(RejectReason.TOO_SLOW)).isEqualTo(1);
  }

  @Test
  void a_body_that_trickles_is_cut_off() throws Exception {
    String token = exchangeServerFixture.pod("checkout", false);
    try (RawHttpsClient slow = exchangeServerFixture.client()) {
      slow.send(RawHttpsClient.head("POST /v1/exchange", token, "1", "Content-Length: 1000"));
      assertThat(trickle(slow, "x".repeat(100))).isLessThan(Duration.ofSeconds(6));
    }
    assertThat(exchangeServerFixture.count(RejectReason.TOO_SLOW)).isEqualTo(1);
  }

  @Test
  void an_agent_that_goes_is_forgotten_at_once() throws Exception {
    String token = exchangeServerFixture.pod("checkout", false);
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      agent.postAside(token, ExchangeServerFixture.greeting());
      exchangeServerFixture.awaitWaiting(1);
    }
    exchangeServerFixture.awaitWaiting(0);
    assertThat(exchangeServerFixture.metrics.get("pgtether.agents.waiting").gauge().value())
        .isZero();
  }

  @Test
  void pods_that_announce_much_and_send_nothing_take_no_room_from_others() throws Exception {
    // Given
    List<RawHttpsClient> idle = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      RawHttpsClient client = exchangeServerFixture.client();
      idle.add(client);
      client.send(
          RawHttpsClient.head(
              "POST /v1/exchange",
              exchangeServerFixture.pod("idle" + i, false),
              "1",
              "Content-Length: 1048576"));
    }
    Thread.sleep(500); // within their time: QUICK gives 2 s

    // When
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      agent.postAside(
          exchangeServerFixture.pod("checkout", false), ExchangeServerFixture.greeting());

      // Then
      exchangeServerFixture.awaitWaiting(1);
    }
    for (RawHttpsClient client : idle) {
      client.close();
    }
  }

  @Test
  void a_pod_posts_one_thing_at_a_time() throws Exception {
    // Given
    String token = exchangeServerFixture.pod("checkout", false);
    try (RawHttpsClient first = exchangeServerFixture.client();
        RawHttpsClient second = exchangeServerFixture.client()) {
      first.send(RawHttpsClient.head("POST /v1/exchange", token, "1", "Content-Length: 1000"));
      Thread.sleep(500); // within its time: QUICK gives 2 s

      // When
      Answer answer = second.post(token, ExchangeServerFixture.greeting());

      // Then
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.headers()).containsKey("retry-after");
    }

    // Then
    try (RawHttpsClient third = exchangeServerFixture.client()) {
      Thread.sleep(200);
      third.postAside(token, ExchangeServerFixture.greeting());
      exchangeServerFixture.awaitWaiting(1);
    }
  }

  @Test
  void a_pod_has_few_connections_however_many_it_opens() throws Exception {
    String token = exchangeServerFixture.pod("checkout", false);
    List<RawHttpsClient> clients = new ArrayList<>();
    for (int i = 0; i < ExchangeServerFixture.QUICK.connectionsPerPod(); i++) {
      RawHttpsClient client = exchangeServerFixture.client();
      clients.add(client);
      client.postAside(token, ExchangeServerFixture.greeting());
      Thread.sleep(100);
    }
    try (RawHttpsClient more = exchangeServerFixture.client()) {
      Answer answer = more.post(token, ExchangeServerFixture.greeting());

      refused(answer, Refusal.Code.TOO_MANY, RejectReason.TOO_MANY_CONNECTIONS);
    }
    for (RawHttpsClient client : clients) {
      client.close();
    }
  }

  /** As an agent does, until it is closed. */
  private static void answerForever(RawHttpsClient client, String token) {
    try {
      Answer answer = client.post(token, ExchangeServerFixture.greeting());
      while (answer.status() < 300) {
        boolean isAsked = answer.status() == 200;
        answer = client.post(token, isAsked ? reportTo(answer) : ExchangeServerFixture.greeting());
      }
    } catch (IOException e) {
      // closed
    }
  }

  /** Sends a byte each 100 ms until it is cut off. */
  private static Duration trickle(RawHttpsClient client, String text) throws InterruptedException {
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

  private void refuses(String token, Refusal.Code code, RejectReason rejectReason)
      throws IOException {
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      refused(agent.post(token, ExchangeServerFixture.greeting()), code, rejectReason);
    }
  }

  private void refused(Answer answer, Refusal.Code code, RejectReason rejectReason)
      throws IOException {
    assertThat(answer.status()).isEqualTo(code.status());
    assertThat(Codec.decodeRefusal(answer.body()).code()).isEqualTo(code);
    assertThat(exchangeServerFixture.count(rejectReason)).isEqualTo(1);
  }

  private void sends(String text, int status, RejectReason rejectReason) throws IOException {
    double before = exchangeServerFixture.count(rejectReason);
    try (RawHttpsClient agent = exchangeServerFixture.client()) {
      agent.send(text);
      Answer answer = agent.read();
      assertThat(answer.status()).as(text).isEqualTo(status);
      assertThat(agent.isClosedByServer()).as(text).isTrue();
    }
    assertThat(exchangeServerFixture.count(rejectReason)).as(text).isEqualTo(before + 1);
  }

  private static byte[] reportTo(Answer asked) {
    try {
      return ExchangeServerFixture.report(Codec.decodeQuestion(asked.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
