package dev.pgtether.testkit.it.cluster.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.chart.HelmChart;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.process.BoundedCommand;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What values come to, without an installation. */
@NeedsCluster
class RenderedChartIT {
  private static final String NAMESPACE = "default";
  private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

  private final Cluster cluster;
  @TempDir Path folder;

  RenderedChartIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void helm_finds_nothing_to_complain_about() {
    // When
    String said =
        cluster.helm().run("lint", "--strict", HelmChart.ofCheckout().folder().toString());

    // Then
    assertThat(said).contains("0 chart(s) failed").doesNotContain("WARNING", "ERROR");
  }

  @ParameterizedTest
  @MethodSource("charts")
  void the_api_server_takes_what_is_rendered(HelmChart helmChart) throws IOException {
    // Given
    Path manifests = folder.resolve("manifests.yaml");
    Files.writeString(manifests, helmChart.template(cluster.helm(), NAMESPACE).run());

    // When
    BoundedCommand.Result answer =
        cluster
            .kubectl()
            .command(
                "apply",
                "--server-side",
                "--force-conflicts",
                "--dry-run=server",
                "--validate=strict",
                "-f",
                manifests.toString())
            .attempt();

    // Then
    assertThat(answer.code()).as(answer.output()).isZero();
    assertThat(answer.output()).doesNotContain("Warning");
  }

  static Stream<HelmChart> charts() {
    HelmChart plain = HelmChart.ofCheckout();
    return Stream.of(
        plain,
        plain.withValues("agents.enabled=false", "inject.enabled=false", "rbac.aggregate=false"),
        plain.withValues("watchNamespaces=[\"default\",\"kube-public\"]", "replicas=1"),
        plain.withValues(
            "networkPolicy.egress.enabled=true",
            "networkPolicy.metricsFrom=[{\"podSelector\":{\"matchLabels\":{\"app\":\"scraper\"}}}]",
            "inject.namespaces=\"OptIn\"",
            "image.digest=\"" + DIGEST + "\"",
            "imagePullSecrets=[\"mine\"]",
            "priorityClassName=\"system-cluster-critical\"",
            "tolerations=[{\"operator\":\"Exists\"}]",
            "podLabels={\"team\":\"dba\"}",
            "podAnnotations={\"note\":\"1\"}",
            "affinity={\"nodeAffinity\":{}}"));
  }

  @ParameterizedTest
  @CsvSource({
    "rights, replicas=2",
    "rights-without-agents, 'agents.enabled=false inject.enabled=false'",
    "rights-in-two-namespaces, 'watchNamespaces=[\"shop\",\"billing\"]'"
  })
  void the_operators_rights_are_those_that_were_agreed(String file, String values)
      throws IOException {
    // Given
    HelmChart helmChart = HelmChart.ofCheckout().withValues(values.split(" ", -1));

    // When
    String rights = Rights.of(rendered(helmChart, "templates/rbac.yaml"));

    // Then
    assertThat(rights).isEqualTo(resource(file + ".txt"));
  }

  @Test
  void every_right_has_its_reason_beside_it() throws IOException {
    // Given
    Path templates = HelmChart.ofCheckout().folder().resolve("templates");
    for (String file : List.of("rbac.yaml", "rbac-people.yaml")) {
      List<String> lines =
          Files.readAllLines(templates.resolve(file)).stream()
              .map(String::strip)
              .filter(line -> !line.startsWith("{{"))
              .toList();

      // Then
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).startsWith("- {")) {
          boolean explained = lines.get(i - 1).startsWith("#");
          boolean samePurpose =
              lines.get(i - 1).startsWith("- {") && lines.get(i - 2).startsWith("#");
          assertThat(explained || samePurpose).as(file + ": " + lines.get(i)).isTrue();
        }
      }
    }
  }

  @Test
  void values_reach_the_operator_as_its_configuration_and_empty_ones_not_at_all() {
    // Given
    HelmChart helmChart =
        HelmChart.ofCheckout()
            .withValues(
                "watchNamespaces=[\"shop\",\"billing\"]",
                "destinations.allowedCidrs=[\"10.0.0.0/8\",\"fd00::/8\"]",
                "passwords.md5Hosts=[\"old-db.shop.svc\"]",
                "inject.image.digest=\"" + DIGEST + "\"",
                "audit.deadline=\"20s\"",
                "logLevel=\"DEBUG\"");

    // When
    Map<String, String> environment = environment(helmChart);

    // Then
    assertThat(environment)
        .isEqualTo(
            new TreeMap<>(
                Map.ofEntries(
                    Map.entry("NODE_NAME", "spec.nodeName"),
                    Map.entry("POD_IP", "status.podIP"),
                    Map.entry("POD_IPS", "status.podIPs"),
                    Map.entry("POD_NAME", "metadata.name"),
                    Map.entry("POD_NAMESPACE", "metadata.namespace"),
                    Map.entry("PGTETHER_AGENTS_ENABLED", "true"),
                    Map.entry("PGTETHER_AUDIT_DEADLINE", "20s"),
                    Map.entry("PGTETHER_AUDIT_MINIMUM_INTERVAL", "10s"),
                    Map.entry("PGTETHER_DESTINATIONS_ALLOWED_CIDRS", "10.0.0.0/8,fd00::/8"),
                    Map.entry("PGTETHER_INJECT_AGENT_IMAGE", "pgtether/agent@" + DIGEST),
                    Map.entry("PGTETHER_INJECT_CPU", "50m"),
                    Map.entry("PGTETHER_INJECT_CPU_LIMIT", "250m"),
                    Map.entry("PGTETHER_INJECT_ENABLED", "true"),
                    Map.entry("PGTETHER_INJECT_MEMORY", "64Mi"),
                    Map.entry("PGTETHER_INJECT_PULL_POLICY", "IfNotPresent"),
                    Map.entry("PGTETHER_LOG_LEVEL", "DEBUG"),
                    Map.entry("PGTETHER_METRICS_WORKLOADS", "false"),
                    Map.entry("PGTETHER_PASSWORDS_MD5_HOSTS", "old-db.shop.svc"),
                    Map.entry("PGTETHER_WATCH_NAMESPACES", "shop,billing"))));
  }

  @Test
  void the_webhook_is_asked_about_labelled_pods_outside_system_namespaces_and_never_holds_one() {
    // When
    MutatingWebhookConfiguration configuration =
        (MutatingWebhookConfiguration)
            rendered(HelmChart.ofCheckout(), "templates/webhook.yaml").getFirst();

    // Then
    assertThat(configuration.getWebhooks())
        .singleElement()
        .satisfies(
            webhook -> {
              assertThat(webhook.getFailurePolicy()).isEqualTo("Ignore");
              assertThat(webhook.getTimeoutSeconds()).isEqualTo(2);
              assertThat(webhook.getClientConfig().getCaBundle()).isNull();
              assertThat(webhook.getObjectSelector().getMatchExpressions())
                  .singleElement()
                  .satisfies(
                      label -> {
                        assertThat(label.getKey()).isEqualTo("pgtether.dev/inject");
                        // with any value: a slip of the pen is answered by a warning
                        assertThat(label.getOperator()).isEqualTo("Exists");
                      });
              assertThat(
                      webhook.getNamespaceSelector().getMatchExpressions().getFirst().getValues())
                  .containsExactly("kube-node-lease", "kube-public", "kube-system", NAMESPACE);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "replica=3                                       | additional properties 'replica' not allowed",
        "replicas=\"two\"                                | '/replicas': got string, want integer",
        "image.tag=\"a b\"                               | '/image/tag'",
        "image.digest=\"sha256:1\"                       | '/image/digest'",
        "watchNamespaces=\"shop\"                        | '/watchNamespaces': got string, want array",
        "watchNamespaces=[\"Shop\"]                      | '/watchNamespaces/0'",
        "destinations.allowedCidrs=[\"10.0.0.1\"]        | '/destinations/allowedCidrs/0'",
        "passwords.md5Hosts=[\"postgresql://db\"]        | '/passwords/md5Hosts/0'",
        "audit.deadline=\"10\"                           | '/audit/deadline'",
        "inject.namespaces=\"all\"                       | value must be one of 'OptOut', 'OptIn'",
        "inject.image.pullPolicy=\"always\"              | value must be one of 'Always', 'IfNotPresent', 'Never'",
        "networkPolicy.egress.databases.ports=[0]        | '/networkPolicy/egress/databases/ports/0'",
        "networkPolicy.egress.apiServer.cidrs=[]         | '/networkPolicy/egress/apiServer/cidrs'",
        "agents.enabled=false                            | Set agents.enabled=true, or inject.enabled=false."
      })
  void a_value_that_makes_no_sense_is_refused_by_name(String value, String message) {
    // When
    BoundedCommand.Result answer =
        HelmChart.ofCheckout().withValues(value).template(cluster.helm(), NAMESPACE).attempt();

    // Then
    assertThat(answer.code()).isNotZero();
    assertThat(answer.output()).contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.29.14", "1.27.0"})
  void a_kubernetes_that_is_too_old_is_refused(String version) {
    // When
    BoundedCommand.Result answer =
        HelmChart.ofCheckout()
            .template(cluster.helm(), NAMESPACE, "--kube-version=" + version)
            .attempt();

    // Then
    assertThat(answer.code()).isNotZero();
    assertThat(answer.output()).contains("requires kubeVersion: >=1.30.0-0");
  }

  private Map<String, String> environment(HelmChart helmChart) {
    Deployment deployment =
        (Deployment) rendered(helmChart, "templates/deployment.yaml").getFirst();
    Map<String, String> all = new TreeMap<>();
    for (EnvVar variable :
        deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv()) {
      all.put(
          variable.getName(),
          variable.getValueFrom() == null
              ? variable.getValue()
              : variable.getValueFrom().getFieldRef().getFieldPath());
    }
    return all;
  }

  private List<HasMetadata> rendered(HelmChart helmChart, String template) {
    return RenderedChart.of(cluster, helmChart, NAMESPACE, template);
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = RenderedChartIT.class.getResourceAsStream(name)) {
      return stream == null
          ? "no " + name
          : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
