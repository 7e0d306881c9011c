package dev.pgtether.testkit.it.cluster.inject;

import static dev.pgtether.testkit.it.cluster.inject.Asking.AGENT;
import static dev.pgtether.testkit.it.cluster.inject.Asking.INJECTED;
import static dev.pgtether.testkit.it.cluster.inject.Asking.NOTE;
import static dev.pgtether.testkit.it.cluster.inject.Asking.agentOf;
import static dev.pgtether.testkit.it.cluster.inject.Asking.annotation;
import static dev.pgtether.testkit.it.cluster.inject.Asking.unscheduled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.ClusterCapability;
import dev.pgtether.testkit.cluster.NeedsCluster;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.cluster.TestPodSpec;
import dev.pgtether.testkit.it.cluster.yardstick.Installation;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the API server makes of pods that ask for an agent, and of those that do not. */
@NeedsCluster({
  ClusterCapability.HOST_NETWORK,
  ClusterCapability.IMAGES,
  ClusterCapability.AUDIT_LOG
})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AskedOrNotIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Cluster cluster;
  private Installation operator;
  private TestNamespace shop;

  AskedOrNotIT(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  void install() {
    operator = Installation.of(cluster);
    operator.awaitInjection();
    shop = TestNamespace.create(cluster, "asked");
  }

  @AfterAll
  void uninstall() {
    if (shop != null) {
      shop.close();
    }
    if (operator != null) {
      operator.close();
    }
  }

  @Test
  void a_pod_that_does_not_ask_is_never_touched() {
    try (TestNamespace off = TestNamespace.create(cluster, "off");
        TestNamespace on = TestNamespace.create(cluster, "on")) {
      // Given
      label(off, "pgtether.dev/injection=disabled");
      label(on, "pgtether.dev/injection=enabled");
      TestPodSpec plan =
          unscheduled(Asking.unlabelled("plain")).withEdit(AskedOrNotIT::withoutToken);

      // When
      Pod untouched = off.createPod(plan);
      List<Pod> pods = List.of(on.createPod(plan), shop.createPod(plan));

      // Then
      assertThat(agentOf(on.createPod(unscheduled(Asking.pod("asks", "sockets"))))).isPresent();
      assertThat(agentOf(off.createPod(unscheduled(Asking.pod("asks", "sockets"))))).isEmpty();
      assertThat(pods)
          .allSatisfy(
              pod -> {
                assertThat(pod.getSpec()).isEqualTo(untouched.getSpec());
                assertThat(pod.getMetadata().getAnnotations())
                    .isEqualTo(untouched.getMetadata().getAnnotations());
                assertThat(pod.getMetadata().getLabels())
                    .isEqualTo(untouched.getMetadata().getLabels());
              });
    }
  }

  @Test
  void a_pod_that_has_its_agent_already_is_taken_as_it_is() {
    // Given
    Pod first = shop.createPod(unscheduled(Asking.pod("has-none", "processes")));

    // When
    Pod second =
        cluster
            .client()
            .resource(
                new PodBuilder(first)
                    .withNewMetadata()
                    .withName("has-one")
                    .withNamespace(shop.namespace())
                    .withLabels(first.getMetadata().getLabels())
                    .endMetadata()
                    .withStatus(null)
                    .build())
            .create();

    // Then
    assertThat(second.getSpec()).isEqualTo(first.getSpec());
    assertThat(second.getSpec().getInitContainers())
        .extracting(Container::getName)
        .containsExactly(AGENT);
    assertThat(annotation(second, INJECTED)).isNull();
  }

  @Test
  void a_pod_on_the_hosts_network_is_left_alone_and_both_its_creator_and_the_pod_are_told(
      @TempDir Path folder) throws IOException {
    // When
    String said = apply(folder, shop.namespace(), "host", "sockets", "hostNetwork: true");

    // Then
    assertThat(said).contains("Warning: pgtether: no agent was added: the pod uses the host's");
    assertThat(agentOf(shop.awaitReady("host"))).isEmpty();
    assertThat(cluster.kubectl().run("describe", "pod", "host", "-n", shop.namespace()))
        .contains(NOTE + ": no agent was added: the pod uses the host's network");
  }

  @Test
  void a_slip_in_the_labels_value_is_said(@TempDir Path folder) throws IOException {
    assertThat(apply(folder, shop.namespace(), "slip", "process", "hostNetwork: false"))
        .contains("Warning: pgtether: no agent was added: label pgtether.dev/inject is neither");
  }

  @Test
  void a_dry_run_shows_the_agent_and_does_nothing_else(@TempDir Path folder) throws IOException {
    try (TestNamespace dry = TestNamespace.create(cluster, "dry");
        TestNamespace wet = TestNamespace.create(cluster, "wet")) {
      // When
      String shown =
          apply(
              folder,
              dry.namespace(),
              "dry",
              "sockets",
              "hostNetwork: false",
              "--dry-run=server",
              "--output=yaml");
      wet.createPod(unscheduled(Asking.pod("wet", "sockets")));

      // Then
      assertThat(shown).contains("name: " + AGENT, INJECTED + ": sockets");
      await().atMost(SOON).until(() -> writesOfTheOperatorIn(wet) > 0);
      assertThat(writesOfTheOperatorIn(dry)).isZero();
      assertThat(cluster.client().pods().inNamespace(dry.namespace()).list().getItems()).isEmpty();
    }
  }

  private void label(TestNamespace testNamespace, String label) {
    cluster.kubectl().run("label", "namespace", testNamespace.namespace(), label);
  }

  /** As a person does; returns what kubectl said. */
  private String apply(
      Path folder, String namespace, String name, String mode, String spec, String... options)
      throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: %s, labels: {pgtether.dev/inject: %s}}
        spec:
          %s
          terminationGracePeriodSeconds: 0
          containers:
          - {name: main, image: "%s", imagePullPolicy: Never, command: [sleep, 1d]}
        """
            .formatted(name, namespace, mode, spec, Cluster.CLIENT_IMAGE));
    String[] words = new String[options.length + 2];
    words[0] = "apply";
    words[1] = "--filename=" + file;
    System.arraycopy(options, 0, words, 2, options.length);
    return cluster.kubectl().run(words);
  }

  private long writesOfTheOperatorIn(TestNamespace testNamespace) {
    return cluster.apiServerAuditLog().events().stream()
        .filter(event -> event.user().equals(operator.user()))
        .filter(event -> event.namespace().equals(testNamespace.namespace()))
        .count();
  }

  private static PodBuilder withoutToken(PodBuilder pod) {
    return pod.editSpec().withAutomountServiceAccountToken(false).endSpec();
  }
}
