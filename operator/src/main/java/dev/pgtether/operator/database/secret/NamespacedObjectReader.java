package dev.pgtether.operator.database.secret;

import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.failure.AuditFailedException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.Locale;

/**
 * Secrets and ConfigMaps of an audit's own namespace, read when they are needed: the operator never
 * lists or keeps them.
 */
public final class NamespacedObjectReader {

  private final KubernetesClient client;

  public NamespacedObjectReader(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Reads a Secret.
   *
   * @param missing the reason that is given when there is none
   * @throws AuditFailedException when it cannot be read
   */
  public Secret secret(String namespace, String name, Reason missing) {
    return required(
        client.secrets().inNamespace(namespace).withName(name), "Secret", namespace, name, missing);
  }

  /**
   * Reads a ConfigMap.
   *
   * @throws AuditFailedException when there is none, or it cannot be read
   */
  public ConfigMap configMap(String namespace, String name, Reason missing) {
    return required(
        client.configMaps().inNamespace(namespace).withName(name),
        "ConfigMap",
        namespace,
        name,
        missing);
  }

  private static <T> T required(
      Resource<T> resource, String kind, String namespace, String name, Reason missing) {
    T found;
    try {
      found = resource.get();
    } catch (KubernetesClientException failed) {
      throw cannotRead(failed, kind, namespace, name);
    }
    if (found == null) {
      throw new AuditFailedException(
          missing,
          "there is no %s %s in namespace %s: create it, or correct its name in the spec"
              .formatted(kind, name, namespace));
    }
    return found;
  }

  private static AuditFailedException cannotRead(
      KubernetesClientException failed, String kind, String namespace, String name) {
    if (failed.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
      return new AuditFailedException(
          Reason.SECRET_FORBIDDEN,
          "the operator may not read %s %s/%s: its role in that namespace lacks get on %ss (chart value watchNamespaces)"
              .formatted(kind, namespace, name, kind.toLowerCase(Locale.ROOT)));
    }
    return new AuditFailedException(
        Reason.INTERNAL_ERROR,
        "the API server could not be asked for %s %s/%s (HTTP status %d, 0 for no answer). It is tried again by itself"
            .formatted(kind, namespace, name, failed.getCode()));
  }
}
