package dev.pgtether.operator.inject;

import dev.pgtether.operator.Replica;
import dev.pgtether.operator.agents.AgentSettings;
import dev.pgtether.operator.agents.LeafCertificates;
import dev.pgtether.operator.cluster.pods.PodDirectory;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The webhook's life. On every replica: the API server may ask any. */
@ApplicationScoped
public class InjectService {

  private static final Logger LOG = Logger.getLogger(InjectService.class);

  private static final String SAMPLE =
      """
      {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
        "uid": "sample", "dryRun": true, "operation": "CREATE", "namespace": "sample", "object": {
          "apiVersion": "v1", "kind": "Pod",
          "metadata": {"name": "sample", "labels": {"pgtether.dev/inject": "sockets"}},
          "spec": {"containers": [{"name": "sample", "image": "sample"}]}}}}""";

  private final InjectSettings settings;
  private final AgentSettings agents;
  private final Replica replica;
  private final LeafCertificates certificates;
  private final KubernetesClient client;
  private final PodDirectory podDirectory;
  private final Vertx vertx;
  private @Nullable WebhookServer server;

  InjectService(
      InjectSettings settings,
      AgentSettings agents,
      Replica replica,
      LeafCertificates certificates,
      KubernetesClient client,
      PodDirectory podDirectory,
      Vertx vertx) {
    this.settings = settings;
    this.agents = agents;
    this.replica = replica;
    this.certificates = certificates;
    this.client = client;
    this.podDirectory = podDirectory;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event) {
    if (!settings.enabled()) {
      return;
    }
    String image =
        settings
            .agentImage()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "pgtether.inject.enabled needs pgtether.inject.agent-image: which image"
                            + " pods are to get, best by digest"));
    String operator =
        "https://%s.%s.svc:%d".formatted(agents.service(), replica.namespace(), agents.port());
    AgentContainer agent =
        new AgentContainer(
            image,
            settings.pullPolicy(),
            operator,
            Share.of(settings.cpu(), settings.cpuLimit(), settings.memory()));
    Admission admission =
        new Admission(
            client.getKubernetesSerialization(),
            new Injection(agent, replica.namespace(), this::labelsOf, this::troubleWithPulls),
            this::publish);
    WebhookServer listening =
        new WebhookServer(
            vertx,
            settings.port(),
            certificates.keyManager(),
            admission::answer,
            WebhookLimits.DEFAULT);
    server = listening;
    Thread.startVirtualThread(() -> warmUp(admission));
    listening
        .start()
        .toCompletionStage()
        .toCompletableFuture()
        .join(); // a replica that cannot listen must not become ready
  }

  /** Pods that are created right after a start must not wait for classes to be loaded. */
  private static void warmUp(Admission admission) {
    try {
      String answer = admission.answer(SAMPLE);
      LOG.debugf("the first review is answered: %d characters", answer.length());
    } catch (RuntimeException failure) {
      LOG.warnf(failure, "a sample of a review could not be answered; pods may get no agents");
    }
  }

  void stop(@Observes ShutdownEvent event) {
    if (server != null) {
      server.close();
    }
  }

  /** By a list of one, as the operator may list namespaces but has no reason to get them. */
  private Map<String, String> labelsOf(String namespace) {
    try {
      return client.namespaces().withField("metadata.name", namespace).list().getItems().stream()
          .map(found -> found.getMetadata().getLabels())
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(Map.of());
    } catch (KubernetesClientException unknown) {
      LOG.debugf("labels of namespace %s: %s", namespace, unknown.getMessage());
      return Map.of(); // then nothing is allowed that they would have to allow
    }
  }

  private @Nullable String troubleWithPulls(String namespace) {
    return podDirectory
        .agentImagePullFailure(namespace)
        .map(
            held ->
                ("its image could not be pulled (%s), which holds up pod %s; agents are added again"
                        + " when that pod has started, or %d minutes after it is deleted")
                    .formatted(
                        held.reason(),
                        held.pod(),
                        PodDirectory.AgentImagePullFailure.REMEMBERED.toMinutes()))
        .orElse(null);
  }

  private void publish(String namespace) {
    certificates
        .publishTo(namespace)
        .exceptionally(
            failure -> {
              LOG.debugf("pgtether-ca in namespace %s: %s", namespace, failure.getMessage());
              return null; // tried again when the pod is seen
            });
  }
}
