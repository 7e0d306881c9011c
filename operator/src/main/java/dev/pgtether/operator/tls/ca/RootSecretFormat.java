package dev.pgtether.operator.tls.ca;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Roots as a Secret, and back. */
final class RootSecretFormat {

  /** Somebody who sets it to a new value asks for a new root. */
  static final String ROTATE = "pgtether.dev/rotate-ca";

  /** The value of {@link #ROTATE} that has been answered. */
  static final String ROTATED = "pgtether.dev/rotated-ca";

  private static final String CURRENT = "ca";
  private static final String NEXT = "next";
  private static final String PREVIOUS = "previous";
  private static final String RETIRED_AT = "previous.retired-at";

  private RootSecretFormat() {}

  static Secret write(String namespace, String name, RootCertificates rootCertificates) {
    Map<String, String> data = new LinkedHashMap<>();
    put(data, CURRENT, rootCertificates.current());
    RootCertificate next = rootCertificates.next();
    if (next != null) {
      put(data, NEXT, next);
    }
    RootCertificates.Retired previous = rootCertificates.previous();
    if (previous != null) {
      data.put(PREVIOUS + ".crt", Pem.ofCertificates(List.of(previous.certificate())));
      data.put(RETIRED_AT, previous.at().toString());
    }
    data.replaceAll((key, text) -> encoded(text));
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToLabels("app.kubernetes.io/name", "pgtether")
        .addToLabels("app.kubernetes.io/component", "agents")
        .endMetadata()
        .withType("Opaque")
        .withData(data)
        .build();
  }

  /**
   * {@code roots} in place of those in {@code before}; fails when it has changed since it was read.
   */
  static Secret replace(Secret before, RootCertificates rootCertificates) {
    Secret written =
        write(
            before.getMetadata().getNamespace(), before.getMetadata().getName(), rootCertificates);
    SecretBuilder builder = new SecretBuilder(before).withData(written.getData());
    String asked = annotation(before, ROTATE);
    boolean begins =
        rootCertificates.next() != null && !before.getData().containsKey(NEXT + ".crt");
    if (begins && asked != null) {
      builder.editMetadata().addToAnnotations(ROTATED, asked).endMetadata();
    }
    return builder.build();
  }

  static boolean rotationAsked(Secret secret) {
    String asked = annotation(secret, ROTATE);
    return asked != null && !Objects.equals(asked, annotation(secret, ROTATED));
  }

  /**
   * Reads a Secret.
   *
   * @throws RootStore.UnreadableRoots when it holds something else; says which key, never its value
   */
  static RootCertificates read(Secret secret) {
    String where = secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName();
    Map<String, String> data = Objects.requireNonNullElse(secret.getData(), Map.of());
    String key = CURRENT;
    try {
      RootCertificate current = root(data, CURRENT);
      key = NEXT;
      RootCertificate next = data.containsKey(NEXT + ".crt") ? root(data, NEXT) : null;
      key = PREVIOUS;
      RootCertificates.Retired previous =
          next != null || !data.containsKey(PREVIOUS + ".crt")
              ? null
              : new RootCertificates.Retired(
                  Pem.certificate(decoded(data, PREVIOUS + ".crt")),
                  Instant.parse(decoded(data, RETIRED_AT)));
      return new RootCertificates(current, next, previous);
    } catch (GeneralSecurityException | DateTimeException e) {
      throw new RootStore.UnreadableRoots(
          "the Secret "
              + where
              + " is not a CA of pgtether: "
              + key
              + ": "
              + e.getMessage()
              + "; delete it, and a new CA is made (agents trust it within two minutes)",
          e);
    }
  }

  private static RootCertificate root(Map<String, String> data, String name)
      throws GeneralSecurityException {
    X509Certificate certificate = Pem.certificate(decoded(data, name + ".crt"));
    PrivateKey key = Pem.key(decoded(data, name + ".key"));
    RootCertificate rootCertificate = new RootCertificate(certificate, key);
    if (!rootCertificate.isWhole()) {
      throw new GeneralSecurityException("the key is not the certificate's");
    }
    return rootCertificate;
  }

  private static void put(Map<String, String> data, String name, RootCertificate rootCertificate) {
    data.put(name + ".crt", Pem.ofCertificates(List.of(rootCertificate.certificate())));
    data.put(name + ".key", Pem.ofKey(rootCertificate.key()));
  }

  private static String decoded(Map<String, String> data, String key)
      throws GeneralSecurityException {
    String value = data.get(key);
    if (value == null) {
      throw new GeneralSecurityException("there is no key " + key);
    }
    try {
      return new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException(key + " is not base64");
    }
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static @Nullable String annotation(Secret secret, String name) {
    Map<String, String> annotations = secret.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(name);
  }
}
