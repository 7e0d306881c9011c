package dev.pgtether.operator.tls.ca;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The roots in a Secret of the operator's namespace. Needs get, create and update on it. */
final class SecretRootStore implements RootStore {

  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final AtomicReference<@Nullable Secret> lastRead = new AtomicReference<>();

  SecretRootStore(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  @Override
  public @Nullable Stored read() {
    Secret secret = resource().get();
    lastRead.set(secret);
    return secret == null
        ? null
        : new Stored(
            RootSecretFormat.read(secret),
            secret.getMetadata().getResourceVersion(),
            RootSecretFormat.rotationAsked(secret));
  }

  @Override
  public boolean create(RootCertificates rootCertificates) {
    return unlessConflict(
        () -> client.resource(RootSecretFormat.write(namespace, name, rootCertificates)).create());
  }

  @Override
  public boolean replace(Stored before, RootCertificates rootCertificates) {
    Secret secret = lastRead.get();
    if (secret == null || !secret.getMetadata().getResourceVersion().equals(before.version())) {
      return false;
    }
    // With its resourceVersion, so that the API server refuses when somebody else has written.
    return unlessConflict(
        () -> client.resource(RootSecretFormat.replace(secret, rootCertificates)).update());
  }

  private Resource<Secret> resource() {
    return client.secrets().inNamespace(namespace).withName(name);
  }

  private static boolean unlessConflict(Runnable write) {
    try {
      write.run();
      return true;
    } catch (KubernetesClientException e) {
      // 409: created or changed meanwhile; 404: deleted meanwhile
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }
}
