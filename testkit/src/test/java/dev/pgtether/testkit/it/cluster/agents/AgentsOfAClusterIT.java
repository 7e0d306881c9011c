package dev.pgtether.testkit.it.cluster.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.operator.CrdInstaller;
import dev.pgtether.testkit.operator.OperatorProcess;
import dev.pgtether.testkit.operator.OperatorProcessConfig;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Real pods' tokens at a real operator: who is heard, who is not, and whom they trust. */
@NeedsCluster({ClusterCapability.IMAGES, ClusterCapability.HOST_NETWORK})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentsOfAClusterIT {
  private static final ConditionFactory SOON = await().atMost(Duration.ofSeconds(60));
  private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";

  private final Cluster cluster;
  private TestNamespace system;
  private TestNamespace shop;
  private OperatorProcess operator;

  AgentsOfAClusterIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void open() {
    CrdInstaller.install(cluster);
    system = TestNamespace.create(cluster, "system");
    shop = TestNamespace.create(cluster, "shop");
    operator = recipe().start();
  }

  private OperatorProcessConfig recipe() {
    return OperatorProcessConfig.withKubeconfig(cluster.kubectl().kubeconfig(), system.namespace())
        .withVariable("PGTETHER_CA_SPREAD", "2s");
  }

  @AfterAll
  void close() {
    operator.close();
    shop.close();
    system.close();
  }

  @Test
  void the_agent_of_a_pod_trusts_the_published_root_and_is_held() {
    // Given
    shop.runPod(HandMadeAgent.pod("checkout"));
    String token = shop.exec("checkout", "cat", "/var/run/secrets/pgtether/token").strip();

    // When
    try (HandMadeAgent agent = connected()) {
      CompletableFuture<HttpResponse<String>> answer = agent.greet(token);

      // Then
      SOON.untilAsserted(
          () -> assertThat(operator.metrics()).contains("pgtether_agents_waiting 1.0"));
      assertThat(answer).isNotDone();
    }
    shop.deletePod("checkout");
  }

  @Test
  void a_token_ends_with_its_pod() {
    // Given
    shop.runPod(HandMadeAgent.pod("gone"));
    String token = shop.exec("gone", "cat", "/var/run/secrets/pgtether/token").strip();
    try (HandMadeAgent agent = connected()) {
      CompletableFuture<HttpResponse<String>> held = agent.greet(token);
      SOON.untilAsserted(
          () -> assertThat(operator.metrics()).contains("pgtether_agents_waiting 1.0"));

      // When
      shop.deletePod("gone");
      held.cancel(true);

      // Then
      SOON.untilAsserted(() -> assertThat(agent.greet(token).join().statusCode()).isIn(401, 403));
      assertThat(agent.greet(token).join().body())
          .containsAnyOf("not known to be running", "does not accept");
    }
  }

  @Test
  void a_token_for_somebody_else_and_one_of_a_host_network_pod_are_refused() {
    // Given
    shop.runPod(HandMadeAgent.pod("other"));
    shop.runPod(HandMadeAgent.pod("hosted").onHostNetwork());
    String general =
        shop.exec("other", "cat", "/var/run/secrets/kubernetes.io/serviceaccount/token").strip();
    String hosted = shop.exec("hosted", "cat", "/var/run/secrets/pgtether/token").strip();
    String unbound =
        cluster
            .kubectl()
            .run("create", "token", "default", "-n", shop.namespace(), "--audience=pgtether")
            .strip();

    // When, Then
    try (HandMadeAgent agent = connected()) {
      refuses(agent, general, 401, "audience");
      SOON.untilAsserted(() -> refuses(agent, hosted, 403, "shares its node's network"));
      refuses(agent, unbound, 403, "bound to no pod");
      refuses(agent, hosted.substring(0, hosted.length() - 9) + "AAAAAAAAA", 401, "not signed");
    }
    assertThat(operator.metrics())
        .contains("pgtether_agents_refused_total{kind=\"wrong-audience\"}")
        .contains("pgtether_agents_refused_total{kind=\"host-network\"}");
    assertThat(operator.log()).doesNotContain(general).doesNotContain(hosted);
    shop.deletePod("other");
    shop.deletePod("hosted");
  }

  @Test
  void a_deleted_secret_is_a_rotation_in_which_the_old_bundle_stays_good() {
    // Given
    shop.runPod(HandMadeAgent.pod("steady"));
    String token = shop.exec("steady", "cat", "/var/run/secrets/pgtether/token").strip();
    String before = bundle();
    Secret first = secret();

    // When
    cluster.client().secrets().inNamespace(system.namespace()).withName("pgtether-ca").delete();

    // Then
    SOON.until(() -> roots(bundle()) == 2);
    try (HandMadeAgent late = HandMadeAgent.trusting(before, operator.ports().agents())) {
      assertThat(late.greet(token).isCompletedExceptionally()).isFalse();
    }
    SOON.until(() -> !secret().getData().get("ca.crt").equals(first.getData().get("ca.crt")));
    try (HandMadeAgent agent = connected()) {
      CompletableFuture<HttpResponse<String>> held = agent.greet(token);
      SOON.untilAsserted(
          () -> assertThat(operator.metrics()).contains("pgtether_agents_waiting 1.0"));
      assertThat(held).isNotDone();
    }
    shop.deletePod("steady");
  }

  private static void refuses(HandMadeAgent agent, String token, int status, String why) {
    HttpResponse<String> answer = agent.greet(token).join();
    assertThat(answer.body()).contains(why);
    assertThat(answer.statusCode()).isEqualTo(status);
  }

  /** An agent that trusts what is published for pods now. */
  private HandMadeAgent connected() {
    SOON.until(() -> roots(bundle()) > 0);
    return HandMadeAgent.trusting(bundle(), operator.ports().agents());
  }

  private static int roots(String bundle) {
    return bundle.split(CERTIFICATE, -1).length - 1;
  }

  private String bundle() {
    ConfigMap published =
        cluster.client().configMaps().inNamespace(shop.namespace()).withName("pgtether-ca").get();
    return published == null ? "" : published.getData().get("ca.crt");
  }

  private Secret secret() {
    @Nullable Secret found =
        cluster.client().secrets().inNamespace(system.namespace()).withName("pgtether-ca").get();
    return found == null ? new Secret() : found;
  }
}
