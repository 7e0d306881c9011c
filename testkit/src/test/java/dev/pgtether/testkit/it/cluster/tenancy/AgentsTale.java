package dev.pgtether.testkit.it.cluster.tenancy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtether.testkit.it.cluster.agents.HandMadeAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * An agent that answers each question with what it has made up: sockets, and a process that holds
 * them.
 *
 * @param address that it claims to be its own
 * @param server {@code address:port} at the other end of its sockets
 * @param sockets {@code address:port} of each
 * @param last what it has posted last; empty before
 */
record AgentsTale(
    HandMadeAgent agent,
    String token,
    String address,
    String server,
    List<String> sockets,
    AtomicReference<byte[]> last)
    implements AutoCloseable {
  /** No process of any pod has it. */
  static final int PID = 666;

  private static final String POST =
      """
      {"agent":{"version":"0.1.0","run":"tale","started":"2026-03-01T08:00:00Z","troubles":[]},
      "nonce":%s,"epoch":%s,"began":"2026-03-01T12:00:00Z","ended":"2026-03-01T12:00:00Z",
      "scan":{"bootId":"0b4bd9a5-1f0a-4f54-9d0e-6b5e2f7a1c3d","listed":{"beginNanos":0,"endNanos":1000},
      "visibility":{"listing":"DIAG_ONE_PASS","reading":"OWN_PROCESSES","limits":[]},
      "namespaces":[{"inode":4026532511,"addresses":["%s"],"own":true}],
      "processes":[{"pid":%d,"startMicros":1772352000120000,"command":"tale"}],"sockets":[%s]}}""";

  private static final String SOCKET =
      """
      {"namespace":4026532511,"cookie":%d,"local":"%s","peer":"%s","state":"ESTABLISHED","uid":1000,
      "examination":{"lastDataSentMillis":60000,"bytesReceived":9321,"asked":{"beginNanos":1000,"endNanos":2000}},
      "heldBy":[0],"byNobodyElse":true}""";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Tells it until it is closed. */
  static AgentsTale tell(
      HandMadeAgent agent, String token, String address, String server, String... sockets) {
    AgentsTale tale =
        new AgentsTale(
            agent, token, address, server, List.of(sockets), new AtomicReference<>(new byte[0]));
    Thread.ofVirtual().name("an agent's tale").start(tale::go);
    return tale;
  }

  private void go() {
    try {
      HttpResponse<String> answer = agent.greet(token).join();
      while (true) {
        if (answer.statusCode() == HttpURLConnection.HTTP_OK) {
          last.set(answering(question(answer)));
          answer = agent.post(token, last.get()).join();
        } else {
          answer = agent.greet(token).join();
        }
      }
    } catch (CompletionException closed) {
      // the tale is over
    }
  }

  /** What the operator has asked. */
  static JsonNode question(HttpResponse<String> answer) {
    if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
      throw new IllegalStateException("no question: " + answer.statusCode() + " " + answer.body());
    }
    try {
      return JSON.readTree(answer.body());
    } catch (IOException garbled) {
      throw new UncheckedIOException(answer.body(), garbled);
    }
  }

  /** The tale as the answer to any question, whoever was asked. */
  byte[] answering(JsonNode question) {
    String told =
        sockets.stream()
            .map(socket -> SOCKET.formatted(cookieOf(socket), socket, server))
            .collect(Collectors.joining(","));
    return POST.formatted(question.get("nonce"), question.get("epoch"), address, PID, told)
        .getBytes(StandardCharsets.UTF_8);
  }

  private int cookieOf(String socket) {
    return 20_000 + sockets.indexOf(socket);
  }

  @Override
  public void close() {
    agent.close();
  }
}
