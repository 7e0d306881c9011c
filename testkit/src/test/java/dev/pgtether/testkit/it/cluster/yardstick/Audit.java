package dev.pgtether.testkit.it.cluster.yardstick;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A ConnectionAudit, read by a person who forwards a port to the operator's loopback. */
public final class Audit implements AutoCloseable {
  private static final int REST = 8081;
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration AUDITED = Duration.ofSeconds(40);

  private final Cluster cluster;
  private final Installation operator;
  private final String namespace;
  private final String name;
  private final String token;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER).build();
  private int asked;

  private Audit(
      Cluster cluster, Installation operator, String namespace, String name, String token) {
    this.cluster = cluster;
    this.operator = operator;
    this.namespace = namespace;
    this.name = name;
    this.token = token;
  }

  static Audit apply(
      Cluster cluster,
      Installation operator,
      TestNamespace testNamespace,
      String name,
      String host,
      int port) {
    cluster
        .client()
        .resource(
            """
            apiVersion: pgtether.dev/v1alpha1
            kind: ConnectionAudit
            metadata: {name: %s, namespace: %s}
            spec:
              database: {host: %s, port: %d, credentialsSecret: {name: %s}, tls: {mode: disable}}
              interval: 10s
            """
                .formatted(name, testNamespace.namespace(), host, port, Installation.SECRET))
        .create();
    return new Audit(
        cluster, operator, testNamespace.namespace(), name, operator.token(testNamespace));
  }

  /** Asks for an audit; it begins 5 s after the last began. */
  public void hurry() {
    cluster
        .kubectl()
        .run(
            "annotate",
            "--namespace=" + namespace,
            "connectionaudit",
            name,
            "--overwrite",
            "pgtether.dev/audit-now=" + ++asked);
  }

  /** The report of an audit that began after {@code earlier}. */
  public Report after(String earlier) {
    return await("an audit of " + name + " after " + earlier, AUDITED, report -> true, earlier);
  }

  /** The report of an audit that is asked for now. */
  public Report next() {
    String now = Instant.now().toString();
    hurry();
    return after(now);
  }

  /** Audits until one is as it is wanted. */
  public Report until(String what, Duration atMost, Predicate<Report> wanted) {
    return await(what, atMost, wanted, "");
  }

  private Report await(String what, Duration atMost, Predicate<Report> wanted, String earlier) {
    AtomicReference<String> last = new AtomicReference<>("nothing yet");
    try (LocalPortForward road = forward()) {
      return Awaitility.await(what)
          .atMost(atMost)
          .pollInterval(Duration.ofMillis(300))
          .ignoreExceptions()
          .until(
              () -> Report.read(get(road, last)),
              report -> report.auditedAt().compareTo(earlier) > 0 && wanted.test(report));
    } catch (ConditionTimeoutException never) {
      throw new AssertionError(
          what + " did not come within " + atMost + "; the operator's last answer: " + last, never);
    } catch (IOException cannotClose) {
      throw new UncheckedIOException(cannotClose);
    }
  }

  private LocalPortForward forward() {
    return cluster
        .client()
        .pods()
        .inNamespace(operator.namespace())
        .withName(operator.pod().getMetadata().getName())
        .portForward(REST);
  }

  private String get(LocalPortForward road, AtomicReference<String> last)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = ask(road, token);
    last.set(answer.statusCode() + " " + answer.body());
    if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
      throw new IOException(last.get());
    }
    return answer.body();
  }

  /**
   * What the operator answers to who asks for the whole report.
   *
   * @param shown a token; empty to show none
   */
  public HttpResponse<String> ask(String shown) {
    try (LocalPortForward road = forward()) {
      return ask(road, shown);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  private HttpResponse<String> ask(LocalPortForward road, String shown)
      throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/v1/namespaces/%s/connectionaudits/%s/report"
                .formatted(road.getLocalPort(), namespace, name));
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER);
    if (!shown.isEmpty()) {
      request.header("Authorization", "Bearer " + shown);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.close();
  }
}
