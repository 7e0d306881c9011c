package dev.pgtether.operator.database.secret;

import static dev.pgtether.operator.api.LabelsAndAnnotations.CREDENTIALS;

import dev.pgtether.database.config.Password;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.failure.AuditFailedException;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Secret that a spec wants to log in with, and whether it may.
 *
 * <p>Whoever writes an audit chooses the host that the password goes to. So a Secret has to say
 * that it is meant for this, by its type or a label, and may say for which host alone.
 */
public final class CredentialsSecret {

  private static final String BASIC_AUTH = "kubernetes.io/basic-auth";
  private static final int MAX_ROLE_BYTES = 63; // NAMEDATALEN - 1

  private final Secret secret;
  private final String name;

  /**
   * @param name {@code namespace/name}, for messages
   */
  public CredentialsSecret(Secret secret, String name) {
    this.secret = secret;
    this.name = name;
  }

  /**
   * @param user the role
   */
  public record Credentials(String user, Password password) {}

  /**
   * The role and its password, when they may be shown to that server.
   *
   * @throws AuditFailedException when the Secret is not for this, not for that host, or lacks a key
   */
  public Credentials forServer(String host, int port) {
    requireAllowedType();
    SecretHostBinding.require(secret, name, host, port);
    String user = text("username");
    int length = user.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > MAX_ROLE_BYTES || user.chars().anyMatch(Character::isISOControl)) {
      throw new AuditFailedException(
          Reason.SECRET_KEY_MISSING,
          "the key username of Secret %s is no name of a role: write one of 1 to %d bytes, without a line break (echo -n)"
              .formatted(name, MAX_ROLE_BYTES));
    }
    String password = text("password");
    if (password.indexOf('\0') >= 0) {
      throw new AuditFailedException(
          Reason.SECRET_KEY_MISSING,
          "the key password of Secret %s holds a zero byte: write the password as text"
              .formatted(name));
    }
    return new Credentials(user, new Password(password, "Secret " + name));
  }

  private void requireAllowedType() {
    Map<String, String> labels = secret.getMetadata().getLabels();
    boolean labelled = labels != null && "true".equals(labels.get(CREDENTIALS));
    if (!BASIC_AUTH.equals(secret.getType()) && !labelled) {
      throw new AuditFailedException(
          Reason.SECRET_TYPE_NOT_ALLOWED,
          "Secret %s has type %s: use one of type %s, or allow this one: kubectl label -n %s secret %s %s=true"
              .formatted(
                  name,
                  secret.getType(),
                  BASIC_AUTH,
                  secret.getMetadata().getNamespace(),
                  secret.getMetadata().getName(),
                  CREDENTIALS));
    }
  }

  private String text(String key) {
    String value = optional(key);
    if (value == null) {
      throw new AuditFailedException(
          Reason.SECRET_KEY_MISSING,
          "Secret %s has no key %s: it needs username and password".formatted(name, key));
    }
    return value;
  }

  private @Nullable String optional(String key) {
    return SecretValue.of(secret, key, name);
  }
}
