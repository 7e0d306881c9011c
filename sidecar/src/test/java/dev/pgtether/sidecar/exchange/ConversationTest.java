package dev.pgtether.sidecar.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.SocketHolders;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.wire.AgentHealth;
import dev.pgtether.wire.Excuse;
import dev.pgtether.wire.Greeting;
import dev.pgtether.wire.Question;
import dev.pgtether.wire.Refusal;
import dev.pgtether.wire.Report;
import dev.pgtether.wire.Trouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An agent with an operator that does not behave. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "sockets are read from the Linux kernel")
class ConversationTest {

  private static final TestAuthority ROOT = new TestAuthority("root");
  private static final SocketQuery NOTHING =
      new SocketQuery(Set.of(5432), Set.of(), Set.of(), Set.of(), null);

  private final OwnPod pod = new OwnPod();
  private final List<AutoCloseable> started = new ArrayList<>();
  private final AtomicInteger nonces = new AtomicInteger();
  @TempDir Path folder;

  @BeforeEach
  void asTheKubeletMountsThem() throws IOException {
    RunningAgent.writeRoots(folder, ROOT);
    RunningAgent.writeToken(folder, "token-1");
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable running : started.reversed()) {
      running.close();
    }
    pod.close();
  }

  @Test
  void a_question_is_answered_by_a_look_that_began_after_it_came() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
      // Given
      ScriptedOperator operator = operator();
      agent(operator);
      ScriptedOperator.Received greeting = operator.next();
      Endpoint local = Endpoint.of("127.0.0.1", client.getLocalPort());
      SocketQuery query =
          new SocketQuery(
              Set.of(server.getLocalPort()), Set.of(local), Set.of(local), Set.of(), null);
      // When
      long asked = System.nanoTime();
      operator.thenAsks(question(query, 1));
      Report report = (Report) operator.next().post();
      long answered = System.nanoTime();
      // Then
      assertThat(greeting.post()).isInstanceOf(Greeting.class);
      assertThat(greeting.headers())
          .containsEntry("", "POST /v1/exchange HTTP/1.1")
          .containsEntry("authorization", "Bearer token-1")
          .containsEntry("pgtether-wire", "1");
      assertThat(report.scan().sockets())
          .singleElement()
          .satisfies(
              socket -> {
                assertThat(socket.local()).isEqualTo(local);
                assertThat(((SocketHolders.Known) socket.holders()).holders())
                    .anySatisfy(
                        socketHolder ->
                            assertThat(socketHolder.process().pid())
                                .isEqualTo(ProcessHandle.current().pid()));
              });
      assertThat(report.scan().listed().beginNanos() - asked).isPositive();
      assertThat(answered - report.scan().listed().endNanos()).isPositive();
      assertThat(operator.connectionsSoFar()).isEqualTo(1);
    }
  }

  @Test
  void the_token_is_read_anew_for_each_post() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    agent(operator);
    operator.next();
    // When
    RunningAgent.writeToken(folder, "token-2");
    operator.thenAsks(question(NOTHING, 1));
    // Then
    assertThat(operator.next().headers()).containsEntry("authorization", "Bearer token-2");
  }

  @Test
  void a_question_is_not_answered_twice() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    agent(operator);
    operator.next();
    Question question = question(NOTHING, 1);
    operator.thenAsks(question);
    assertThat(operator.next().post()).isInstanceOf(Report.class);
    // When
    operator.thenAsks(question);
    // Then
    assertThat(troublesOf(operator.next())).containsExactly(Trouble.Kind.GARBLED);
  }

  @Test
  void a_replica_that_has_lost_the_lease_is_not_answered() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    agent(operator);
    operator.next();
    operator.thenAsks(question(NOTHING, 7));
    assertThat(operator.next().post()).isInstanceOf(Report.class);
    // When
    operator.thenAsks(question(NOTHING, 6));
    // Then
    assertThat(troublesOf(operator.next())).containsExactly(Trouble.Kind.OLD_EPOCH);
    // When
    operator.thenAsks(question(NOTHING, 8));
    // Then
    assertThat(operator.next().post()).isInstanceOf(Report.class);
  }

  @Test
  void another_replica_is_followed_to_and_left_when_it_goes() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    ScriptedOperator leader = operatorAt("127.0.0.2", ROOT.serverFor("localhost"), 0);
    agent(operator);
    operator.next();
    // When
    operator.thenSendsTo(leader.address());
    // Then
    assertThat(leader.next().headers()).containsEntry("host", "localhost:" + operator.port());
    // When
    leader.close();
    // Then
    assertThat(troublesOf(operator.next())).containsExactly(Trouble.Kind.CUT);
  }

  @Test
  void a_leader_that_does_not_show_the_operators_name_gets_no_token() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    ScriptedOperator other = operatorAt("127.0.0.2", ROOT.serverFor("elsewhere"), 0);
    agent(operator);
    operator.next();
    // When
    operator.thenSendsTo(other.address());
    // Then
    assertThat(troublesOf(operator.next())).containsExactly(Trouble.Kind.UNTRUSTED);
    assertThat(other.waiting()).isZero();
  }

  @Test
  void replicas_that_send_the_agent_to_each_other_are_left_alone() throws Exception {
    // Given
    ScriptedOperator one = operator();
    ScriptedOperator two = operatorAt("127.0.0.2", ROOT.serverFor("localhost"), 0);
    agent(one);
    // When
    one.thenSendsTo(two.address()).thenSendsTo(two.address());
    two.thenSendsTo(one.address()).thenSendsTo(one.address());
    // Then
    for (int post = 0; post < 2; post++) {
      one.next();
      two.next();
    }
    assertThat(troublesOf(one.next())).containsExactly(Trouble.Kind.NO_LEADER);
  }

  @Test
  void a_strangers_certificate_gets_no_token_until_its_root_is_trusted() throws Exception {
    // Given
    TestAuthority next = new TestAuthority("next");
    ScriptedOperator operator = operatorAt("127.0.0.1", next.serverFor("localhost"), 0);
    RunningAgent agent = agent(operator);
    await().until(() -> agent.log().stream().anyMatch(line -> line.contains("state=UNTRUSTED")));
    assertThat(operator.waiting()).isZero();
    // When
    RunningAgent.writeRoots(folder, ROOT, next);
    // Then
    assertThat(troublesOf(operator.next())).containsExactly(Trouble.Kind.UNTRUSTED);
  }

  @Test
  void a_root_that_is_no_longer_trusted_ends_its_connections() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    RunningAgent agent = agent(operator);
    operator.next();
    // When
    RunningAgent.writeRoots(folder, new TestAuthority("next"));
    operator.thenAsks(question(NOTHING, 1));
    // Then
    await().until(() -> agent.log().stream().anyMatch(line -> line.contains("state=UNTRUSTED")));
    assertThat(operator.waiting()).isZero();
  }

  @Test
  void missing_files_are_waited_for_and_told_of() throws Exception {
    // Given
    Files.delete(RunningAgent.caFile(folder));
    Files.delete(RunningAgent.tokenFile(folder));
    ScriptedOperator operator = operator();
    RunningAgent agent = agent(operator);
    await().until(() -> agent.log().stream().anyMatch(line -> line.contains("CA_UNREADABLE")));
    // When
    RunningAgent.writeRoots(folder, ROOT);
    await().until(() -> agent.log().stream().anyMatch(line -> line.contains("TOKEN_UNREADABLE")));
    RunningAgent.writeToken(folder, "late");
    // Then
    assertThat(troublesOf(operator.next()))
        .containsExactly(Trouble.Kind.TOKEN_UNREADABLE, Trouble.Kind.CA_UNREADABLE);
    assertThat(agent.log())
        .anyMatch(line -> line.contains("ca.crt is not there; the operator publishes it"));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\":1}xx", Trouble.Kind.GARBLED),
        Arguments.of("HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n", Trouble.Kind.GARBLED),
        Arguments.of("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", Trouble.Kind.GARBLED),
        Arguments.of("HTTP/1.1 200 OK\r\n\r\n", Trouble.Kind.GARBLED),
        Arguments.of(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", Trouble.Kind.GARBLED),
        Arguments.of("HTTP/1.1 200 OK\r\nX" + "y".repeat(9_000), Trouble.Kind.GARBLED),
        Arguments.of("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(70), Trouble.Kind.GARBLED),
        Arguments.of("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", Trouble.Kind.GARBLED),
        Arguments.of("SSH-2.0-OpenSSH_9.9\r\n", Trouble.Kind.GARBLED),
        Arguments.of(
            "HTTP/1.1 421 Misdirected\r\nContent-Length: 0\r\n\r\n", Trouble.Kind.NO_LEADER),
        Arguments.of(
            "HTTP/1.1 421 Misdirected\r\nPgtether-Leader: a b:1\r\nContent-Length: 0\r\n\r\n",
            Trouble.Kind.GARBLED),
        Arguments.of(
            "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>", Trouble.Kind.REFUSED),
        Arguments.of("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", Trouble.Kind.REFUSED));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void an_answer_that_is_none_is_told_of_with_the_next_post(String answer, Trouble.Kind kind)
      throws Exception {
    // Given
    ScriptedOperator operator = operator();
    agent(operator);
    operator.next();
    // When
    operator.thenSays(answer);
    // Then
    assertThat(troublesOf(operator.next())).containsExactly(kind);
  }

  @Test
  void an_answer_that_is_cut_is_told_of() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    agent(operator);
    operator.next();
    // When
    operator.thenSays("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{").thenHangsUp();
    operator.close();
    ScriptedOperator again = operatorAt("127.0.0.1", ROOT.serverFor("localhost"), operator.port());
    // Then
    assertThat(troublesOf(again.next())).contains(Trouble.Kind.CUT);
  }

  @Test
  void an_answer_that_drips_ends_at_the_deadline() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    agent(operator);
    operator.next();
    // When
    operator.then(
        out -> {
          for (int i = 0; i < 100; i++) {
            out.write('H');
            out.flush();
            Thread.sleep(100);
          }
        });
    // Then
    Trouble trouble = health(operator.next()).troubles().getFirst();
    assertThat(trouble.kind()).isEqualTo(Trouble.Kind.CUT);
    assertThat(trouble.detail()).endsWith("no answer in 3 s");
  }

  @Test
  void a_handshake_that_never_ends_is_given_up() throws Exception {
    // Given
    try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      // When
      RunningAgent agent = started(RunningAgent.in(folder, mute.getLocalPort(), pod));
      // Then
      await()
          .until(
              () ->
                  agent.log().stream()
                      .anyMatch(
                          line ->
                              line.contains("state=UNREACHABLE")
                                  && line.contains("nothing came of it in 2 s")));
    }
  }

  @Test
  void a_server_without_tls_gets_no_token() throws Exception {
    // Given
    try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      RunningAgent agent = started(RunningAgent.in(folder, plain.getLocalPort(), pod));
      // When
      try (Socket accepted = plain.accept()) {
        accepted
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        // Then
        await()
            .until(() -> agent.log().stream().anyMatch(line -> line.contains("state=UNTRUSTED")));
        byte[] sent = accepted.getInputStream().readAllBytes();
        assertThat(new String(sent, StandardCharsets.ISO_8859_1)).doesNotContain("token-1");
      }
    }
  }

  @Test
  void a_refusal_is_logged_once_with_the_operators_words() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    RunningAgent agent = agent(operator);
    // When
    for (int i = 0; i < 5; i++) {
      operator.thenRefuses(Refusal.Code.VERSION, "");
      operator.next();
    }
    AgentHealth health = health(operator.next());
    // Then
    assertThat(health.troubles())
        .singleElement()
        .satisfies(
            trouble -> {
              assertThat(trouble.kind()).isEqualTo(Trouble.Kind.REFUSED);
              assertThat(trouble.times()).isEqualTo(5);
            });
    assertThat(agent.log())
        .singleElement()
        .asString()
        .contains("level=WARN state=REFUSED", "status 426, VERSION: because");
  }

  @Test
  void what_the_operator_has_heard_of_is_not_told_again() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    RunningAgent agent = agent(operator);
    operator.thenRefuses(Refusal.Code.UNAVAILABLE, "").thenAsks(question(NOTHING, 1));
    // When
    operator.next();
    List<Trouble.Kind> afterwards = troublesOf(operator.next());
    List<Trouble.Kind> later = troublesOf(operator.next());
    // Then
    assertThat(afterwards).containsExactly(Trouble.Kind.REFUSED);
    assertThat(later).isEmpty();
    assertThat(agent.log())
        .satisfiesExactly(
            line -> assertThat(line).contains("state=REFUSED"),
            line -> assertThat(line).contains("level=INFO state=CONNECTED"));
  }

  @Test
  void the_operators_wish_to_be_left_alone_is_heeded() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    agent(operator);
    operator.next();
    long refused = System.nanoTime();
    // When
    operator.thenRefuses(Refusal.Code.TOO_MANY, "Retry-After: 1\r\n");
    operator.next();
    // Then
    assertThat(Duration.ofNanos(System.nanoTime() - refused)).isGreaterThan(Duration.ofSeconds(1));
  }

  @Test
  void an_operator_that_always_answers_at_once_is_not_hammered() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    for (int i = 0; i < 1_000; i++) {
      operator.thenSays("HTTP/1.1 204 No Content\r\n\r\n");
    }
    // When
    agent(operator);
    Thread.sleep(2_000);
    // Then
    assertThat(operator.waiting()).isBetween(2, 80);
  }

  @Test
  void a_report_whose_way_broke_is_posted_once_more() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    agent(operator);
    operator.next();
    Question question = question(NOTHING, 1);
    operator.thenAsks(question).thenHangsUp().thenHangsUp();
    // When
    Report first = (Report) operator.next().post();
    Report second = (Report) operator.next().post();
    // Then
    assertThat(second).isEqualTo(first);
    assertThat(operator.next().post()).isInstanceOf(Greeting.class);
  }

  @Test
  void a_report_that_comes_too_late_is_let_go() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    agent(operator);
    operator.next();
    operator.thenAsks(question(NOTHING, 1));
    operator.next();
    // When
    operator.thenRefuses(Refusal.Code.STALE, "");
    // Then
    assertThat(operator.next().post()).isInstanceOf(Greeting.class);
  }

  @Test
  void a_look_that_fails_is_excused_and_the_next_one_may_succeed() throws Exception {
    // Given
    AtomicInteger looks = new AtomicInteger();
    Eyes blindAtFirst =
        (query, deadline) -> {
          if (looks.incrementAndGet() == 1) {
            throw new IllegalStateException("EACCES");
          }
          return pod.look(query, deadline);
        };
    ScriptedOperator operator = operator();
    started(RunningAgent.in(folder, operator.port(), blindAtFirst));
    operator.next();
    // When
    operator.thenAsks(question(NOTHING, 1)).thenAsks(question(NOTHING, 1));
    Excuse excuse = (Excuse) operator.next().post();
    Report report = (Report) operator.next().post();
    // Then
    assertThat(excuse.why()).isEqualTo("the sockets of this pod cannot be read: EACCES");
    assertThat(excuse.agent().troubles())
        .extracting(Trouble::kind)
        .containsExactly(Trouble.Kind.SCAN_FAILED);
    assertThat(report.agent().troubles()).isEmpty();
  }

  @Test
  void a_fault_of_the_agent_itself_does_not_end_it() throws Exception {
    // Given
    Eyes broken =
        (query, deadline) -> {
          throw new StackOverflowError("deep");
        };
    ScriptedOperator operator = operator();
    RunningAgent agent = started(RunningAgent.in(folder, operator.port(), broken));
    operator.next();
    // When
    operator.thenAsks(question(NOTHING, 1));
    // Then
    assertThat(troublesOf(operator.next())).containsExactly(Trouble.Kind.FAULT);
    assertThat(agent.isAlive()).isTrue();
  }

  @Test
  void an_operator_that_is_started_again_is_found_again() throws Exception {
    // Given
    ScriptedOperator operator = operator();
    agent(operator);
    operator.next();
    for (int restart = 0; restart < 3; restart++) {
      // When
      operator.close();
      operator = operatorAt("127.0.0.1", ROOT.serverFor("localhost"), operator.port());
      // Then
      assertThat(operator.next().post()).isInstanceOf(Greeting.class);
    }
  }

  private ScriptedOperator operator() throws IOException {
    return operatorAt("127.0.0.1", ROOT.serverFor("localhost"), 0);
  }

  private ScriptedOperator operatorAt(String address, SSLContext tls, int port) throws IOException {
    return started(new ScriptedOperator(tls, address, port));
  }

  private RunningAgent agent(ScriptedOperator operator) {
    return started(RunningAgent.in(folder, operator.port(), pod));
  }

  private <T extends AutoCloseable> T started(T running) {
    started.add(running);
    return running;
  }

  private Question question(SocketQuery query, long epoch) {
    return new Question(
        "nonce-%012d".formatted(nonces.incrementAndGet()), epoch, Duration.ofSeconds(5), query);
  }

  private static AgentHealth health(ScriptedOperator.Received received) throws IOException {
    return received.post().agent();
  }

  private static List<Trouble.Kind> troublesOf(ScriptedOperator.Received received)
      throws IOException {
    return health(received).troubles().stream().map(Trouble::kind).toList();
  }
}
