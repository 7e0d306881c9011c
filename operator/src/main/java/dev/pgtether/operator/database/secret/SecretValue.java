package dev.pgtether.operator.database.secret;

import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.failure.AuditFailedException;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A key of a Secret, as text. */
public final class SecretValue {

  private SecretValue() {}

  /**
   * @param name {@code namespace/name}, for messages
   * @return null when the Secret has no such key
   * @throws AuditFailedException when it is not UTF-8
   */
  static @Nullable public String of(Secret secret, String key, String name) {
    Map<String, String> data = secret.getData();
    String encoded = data == null ? null : data.get(key);
    if (encoded == null) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Base64.getDecoder().decode(encoded)))
          .toString();
    } catch (CharacterCodingException notText) {
      throw new AuditFailedException(
          Reason.SECRET_KEY_MISSING,
          "the key %s of Secret %s is not UTF-8 text: write it as text".formatted(key, name));
    }
  }
}
