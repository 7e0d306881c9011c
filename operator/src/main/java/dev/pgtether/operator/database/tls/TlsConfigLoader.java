package dev.pgtether.operator.database.tls;

import dev.pgtether.database.config.TlsConfig;
import dev.pgtether.operator.api.CaBundleRef;
import dev.pgtether.operator.api.ConnectionAudit;
import dev.pgtether.operator.api.DatabaseSpec;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.api.SecretRef;
import dev.pgtether.operator.api.TlsSpec;
import dev.pgtether.operator.database.failure.AuditFailedException;
import dev.pgtether.operator.database.secret.NamespacedObjectReader;
import dev.pgtether.operator.database.secret.SecretHostBinding;
import dev.pgtether.operator.database.secret.SecretValue;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a connection is protected: what the spec says, with the certificates that it names. */
public final class TlsConfigLoader {

  private static final String TLS_TYPE = "kubernetes.io/tls";

  private final NamespacedObjectReader objectReader;

  public TlsConfigLoader(NamespacedObjectReader objectReader) {
    this.objectReader = objectReader;
  }

  /**
   * @param files where certificates are put; they have to outlive the opening of the connection
   * @throws AuditFailedException when a certificate is not there or not readable as such
   */
  public TlsConfig of(ConnectionAudit audit, TemporaryPemFiles files) {
    DatabaseSpec database = audit.getSpec().database();
    TlsSpec spec = Objects.requireNonNull(database.tls()); // the record fills it in
    TlsConfig.Mode mode = mode(spec.mode());
    if (mode == TlsConfig.Mode.DISABLE) {
      return new TlsConfig(mode, null, null);
    }
    String namespace = audit.getMetadata().getNamespace();
    TlsConfig.ClientCertificate client =
        spec.clientCertificateSecret() == null
            ? null
            : clientCertificate(spec.clientCertificateSecret(), namespace, database, files);
    String roots = trustedAuthorities(spec, namespace);
    boolean verifies = mode == TlsConfig.Mode.VERIFY_FULL || mode == TlsConfig.Mode.VERIFY_CA;
    if (roots == null && client != null && verifies) {
      // The driver cannot combine Java's own trust store with a client's certificate.
      roots = Pem.systemAuthorities();
    }
    Path file = roots == null || !verifies ? null : files.write(roots);
    return new TlsConfig(mode, file, client);
  }

  private @Nullable String trustedAuthorities(TlsSpec spec, String namespace) {
    CaBundleRef secret = spec.caSecret();
    if (secret != null) {
      Secret found = objectReader.secret(namespace, secret.name(), Reason.CERTIFICATE_NOT_FOUND);
      String name = "Secret " + namespace + "/" + secret.name();
      return certificates(
          SecretValue.of(found, secret.key(), namespace + "/" + secret.name()), secret.key(), name);
    }
    CaBundleRef configMap = spec.caConfigMap();
    if (configMap != null) {
      ConfigMap found =
          objectReader.configMap(namespace, configMap.name(), Reason.CERTIFICATE_NOT_FOUND);
      Map<String, String> data = found.getData();
      String name = "ConfigMap " + namespace + "/" + configMap.name();
      return certificates(data == null ? null : data.get(configMap.key()), configMap.key(), name);
    }
    return null;
  }

  private static String certificates(@Nullable String text, String key, String name) {
    if (text == null) {
      throw new AuditFailedException(
          Reason.CERTIFICATE_NOT_FOUND,
          "%s has no key %s: name the key that holds the certificate authorities"
              .formatted(name, key));
    }
    if (!Pem.hasCertificates(text)) {
      throw new AuditFailedException(
          Reason.CERTIFICATE_INVALID,
          "the key %s of %s holds no certificates in PEM (-----BEGIN CERTIFICATE-----)"
              .formatted(key, name));
    }
    return text;
  }

  private TlsConfig.ClientCertificate clientCertificate(
      SecretRef reference, String namespace, DatabaseSpec database, TemporaryPemFiles files) {
    String name = namespace + "/" + reference.name();
    Secret secret = objectReader.secret(namespace, reference.name(), Reason.CERTIFICATE_NOT_FOUND);
    if (!TLS_TYPE.equals(secret.getType())) {
      throw new AuditFailedException(
          Reason.SECRET_TYPE_NOT_ALLOWED,
          "Secret %s has type %s: a client certificate is kept in one of type %s"
              .formatted(name, secret.getType(), TLS_TYPE));
    }
    SecretHostBinding.require(secret, name, database.host(), database.port());
    String certificate =
        certificates(SecretValue.of(secret, "tls.crt", name), "tls.crt", "Secret " + name);
    String key = SecretValue.of(secret, "tls.key", name);
    String converted = key == null ? null : Pem.asPkcs8(key);
    if (converted == null) {
      throw new AuditFailedException(
          Reason.CERTIFICATE_INVALID,
          "the key tls.key of Secret %s is no private key in PEM without a password"
              .formatted(name));
    }
    return new TlsConfig.ClientCertificate(files.write(certificate), files.write(converted), null);
  }

  private static TlsConfig.Mode mode(TlsSpec.Mode mode) {
    return switch (mode) {
      case VERIFY_FULL -> TlsConfig.Mode.VERIFY_FULL;
      case VERIFY_CA -> TlsConfig.Mode.VERIFY_CA;
      case REQUIRE -> TlsConfig.Mode.REQUIRE;
      case DISABLE -> TlsConfig.Mode.DISABLE;
    };
  }
}
