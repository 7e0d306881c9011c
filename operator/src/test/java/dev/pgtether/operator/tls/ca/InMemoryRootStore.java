package dev.pgtether.operator.tls.ca;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import org.jspecify.annotations.Nullable;

/** A Secret with a resourceVersion, as the API server keeps it. */
final class InMemoryRootStore implements RootStore {
  private @Nullable Secret secret;
  private int version;

  @Override
  public synchronized @Nullable Stored read() {
    Secret now = secret;
    return now == null
        ? null
        : new Stored(
            RootSecretFormat.read(now),
            now.getMetadata().getResourceVersion(),
            RootSecretFormat.rotationAsked(now));
  }

  @Override
  public synchronized boolean create(RootCertificates rootCertificates) {
    if (secret != null) {
      return false;
    }
    secret = versioned(RootSecretFormat.write("pgtether-system", "pgtether-ca", rootCertificates));
    return true;
  }

  @Override
  public synchronized boolean replace(Stored before, RootCertificates rootCertificates) {
    Secret now = secret;
    if (now == null || !now.getMetadata().getResourceVersion().equals(before.version())) {
      return false;
    }
    secret = versioned(RootSecretFormat.replace(now, rootCertificates));
    return true;
  }

  synchronized void delete() {
    secret = null;
  }

  synchronized void annotate(String value) {
    Secret now = secret;
    if (now == null) {
      throw new IllegalStateException("nothing to annotate");
    }
    secret =
        versioned(
            new SecretBuilder(now)
                .editMetadata()
                .addToAnnotations(RootSecretFormat.ROTATE, value)
                .endMetadata()
                .build());
  }

  private Secret versioned(Secret written) {
    return new SecretBuilder(written)
        .editMetadata()
        .withResourceVersion(String.valueOf(++version))
        .endMetadata()
        .build();
  }
}
