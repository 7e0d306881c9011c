package dev.pgtether.operator.tls.ca;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A ConfigMap in each namespace, and the {@code caBundle} of the webhook. Needs create and patch on
 * that ConfigMap, get and update on that MutatingWebhookConfiguration.
 */
final class KubernetesRootPublication implements RootPublication {

  /** The key of the ConfigMap. */
  static final String KEY = "ca.crt";

  private static final String FIELD_MANAGER = "pgtether-trust";

  private final KubernetesClient client;
  private final String configMap;
  private final Optional<String> webhook;

  /**
   * @param configMap the ConfigMap's name in every namespace
   * @param webhook the MutatingWebhookConfiguration's name; empty where nothing is injected
   */
  KubernetesRootPublication(KubernetesClient client, String configMap, Optional<String> webhook) {
    this.client = client;
    this.configMap = configMap;
    this.webhook = webhook;
  }

  @Override
  public boolean toAgentsOf(String namespace, String bundle) {
    ConfigMap wanted =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(configMap)
            .addToLabels("app.kubernetes.io/name", "pgtether")
            .addToLabels("app.kubernetes.io/managed-by", "pgtether")
            .endMetadata()
            .addToData(KEY, bundle)
            .build();
    try {
      client.resource(wanted).fieldManager(FIELD_MANAGER).forceConflicts().serverSideApply();
      return true;
    } catch (KubernetesClientException e) {
      if (isGoing(e)) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void toApiServer(String bundle) {
    webhook.ifPresent(name -> trusted(name, bundle));
  }

  private void trusted(String name, String bundle) {
    MutatingWebhookConfiguration found =
        client.admissionRegistration().v1().mutatingWebhookConfigurations().withName(name).get();
    String wanted = Base64.getEncoder().encodeToString(bundle.getBytes(StandardCharsets.US_ASCII));
    if (found == null
        || found.getWebhooks().stream()
            .allMatch(hook -> wanted.equals(hook.getClientConfig().getCaBundle()))) {
      return;
    }
    found.getWebhooks().forEach(hook -> hook.getClientConfig().setCaBundle(wanted));
    // With the resourceVersion that was read: 409 when somebody wrote meanwhile, and the next round
    // tries again.
    client.resource(found).update();
  }

  private static boolean isGoing(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
        || Optional.ofNullable(e.getStatus())
            .map(status -> status.getDetails())
            .map(StatusDetails::getCauses)
            .orElse(List.of())
            .stream()
            .map(StatusCause::getReason)
            .anyMatch("NamespaceTerminating"::equals);
  }
}
