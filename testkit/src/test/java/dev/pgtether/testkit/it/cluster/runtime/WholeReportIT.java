package dev.pgtether.testkit.it.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.operator.OperatorProcess;
import dev.pgtether.testkit.postgres.PostgresServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The whole report is for those who may read it. */
@NeedsCluster(ClusterCapability.DATABASES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WholeReportIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Cluster cluster;
  private Stage stage;
  private PostgresServer server;
  private OperatorProcess operator;
  private AuditOnStage audit;

  WholeReportIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    stage = Stage.open(cluster, "report");
    server =
        PostgresServer.ofMajor(18)
            .listeningOn(cluster.machineAddress())
            .requiringPasswords()
            .start();
    stage.credentials("login", PostgresServer.USER, PostgresServer.PASSWORD);
    operator = stage.operator().start();
    audit =
        stage.audit(
            "orders", AuditSpec.of(cluster.machineAddress(), server.port(), "login").yaml());
    audit.awaitReady(SOON);
    kubectl("create", "serviceaccount", "reader");
    kubectl("create", "serviceaccount", "stranger");
    kubectl(
        "create",
        "role",
        "reports",
        "--verb=get",
        "--resource=connectionaudits.pgtether.dev/report");
    kubectl(
        "create",
        "rolebinding",
        "reports",
        "--role=reports",
        "--serviceaccount=" + stage.namespace() + ":reader");
  }

  @AfterAll
  void close() {
    operator.close();
    server.close();
    stage.close();
  }

  @Test
  void who_may_get_the_report_gets_every_connection() throws Exception {
    // When
    HttpResponse<String> answer = get(token("reader"));

    // Then
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode report = new ObjectMapper().readTree(answer.body());
    assertThat(report.path("schema").asText()).isEqualTo("pgtether.dev/audit/v1");
  }

  @Test
  void who_may_not_gets_nothing() throws Exception {
    assertThat(get(token("stranger")).statusCode()).isEqualTo(403);
    assertThat(get(token("stranger")).body()).doesNotContain("backends");
    assertThat(get("forged.forged.forged").statusCode()).isEqualTo(401);
    assertThat(get("").statusCode()).isEqualTo(401);
  }

  private String token(String account) {
    return kubectl("create", "token", account).strip();
  }

  private String kubectl(String... words) {
    String[] all = new String[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "-n";
    all[words.length + 1] = stage.namespace();
    return cluster.kubectl().run(all);
  }

  private HttpResponse<String> get(String token) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/v1/namespaces/%s/connectionaudits/orders/report"
                .formatted(operator.ports().rest(), stage.namespace()));
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(SOON);
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
