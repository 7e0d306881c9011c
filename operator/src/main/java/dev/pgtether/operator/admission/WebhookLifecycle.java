package dev.pgtether.operator.admission;

import dev.pgtether.operator.cluster.pods.PodDirectory;
import dev.pgtether.operator.leader.Replica;
import dev.pgtether.operator.scan.AgentSettings;
import dev.pgtether.operator.tls.ca.ServerCertificates;
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
public class WebhookLifecycle {

  private static final Logger LOG = Logger.getLogger(WebhookLifecycle.class);

  private static final String SAMPLE =
      """
      {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
        "uid": "sample", "dryRun": true, "operation": "CREATE", "namespace": "sample", "object": {
          "apiVersion": "v1", "kind": "Pod",
          "metadata": {"name": "sample", "labels": {"pgtether.dev/inject": "sockets"}},
          "spec": {"containers": [{"name": "sample", "image": "sample"}]}}}}""";

  private final InjectionSettings settings;
  private final AgentSettings agents;
  private final Replica replica;
  private final ServerCertificates certificates;
  private final KubernetesClient client;
  private final PodDirectory podDirectory;
  private final Vertx vertx;
  private @Nullable WebhookServer server;

  WebhookLifecycle(
      InjectionSettings settings,
      AgentSettings agents,
      Replica replica,
      ServerCertificates certificates,
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
            AgentResources.of(settings.cpu(), settings.cpuLimit(), settings.memory()));
    AdmissionReviewHandler admissionReviewHandler =
        new AdmissionReviewHandler(
            client.getKubernetesSerialization(),
            new PodInjector(agent, replica.namespace(), this::labelsOf, this::troubleWithPulls),
            this::publish);
    WebhookServer listening =
        new WebhookServer(
            vertx,
            settings.port(),
            certificates.keyManager(),
            admissionReviewHandler::answer,
            WebhookLimits.DEFAULT);
    server = listening;
    Thread.startVirtualThread(() -> warmUp(admissionReviewHandler));
    listening
        .start()
        .toCompletionStage()
        .toCompletableFuture()
        .join(); // a replica that cannot listen must not become ready
  }

  /** Pods that are created right after a start must not wait for classes to be loaded. */
  private static void warmUp(AdmissionReviewHandler admissionReviewHandler) {
    try {
      String answer = admissionReviewHandler.answer(SAMPLE);
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
