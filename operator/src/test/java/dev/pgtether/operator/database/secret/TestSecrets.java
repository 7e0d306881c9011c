package dev.pgtether.operator.database.secret;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Secrets as the API server gives them. */
final class TestSecrets {

  static final String BASIC_AUTH = "kubernetes.io/basic-auth";

  private TestSecrets() {}

  static Secret secret(String type, Map<String, String> data) {
    SecretBuilder builder =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("login")
            .endMetadata()
            .withType(type);
    data.forEach(
        (key, value) ->
            builder.addToData(
                key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
    return builder.build();
  }

  static Secret annotated(Secret secret, String key, String value) {
    return new SecretBuilder(secret)
        .editMetadata()
        .addToAnnotations(key, value)
        .endMetadata()
        .build();
  }
}
