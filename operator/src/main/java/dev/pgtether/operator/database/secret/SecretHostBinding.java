package dev.pgtether.operator.database.secret;

import static dev.pgtether.operator.api.LabelsAndAnnotations.FOR_HOST;

import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.failure.AuditFailedException;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Locale;
import java.util.Map;

/** Whether a Secret that says for which host it is may be used for another. */
public final class SecretHostBinding {

  private SecretHostBinding() {}

  /**
   * @param name {@code namespace/name}, for messages
   * @throws AuditFailedException when the Secret is for another host
   */
  public static void require(Secret secret, String name, String host, int port) {
    Map<String, String> annotations = secret.getMetadata().getAnnotations();
    String annotated = annotations == null ? null : annotations.get(FOR_HOST);
    if (annotated != null) {
      if (!sameHost(annotated, host)) {
        throw notFor(name, host, port, "its annotation " + FOR_HOST);
      }
      return;
    }
    // As CloudNativePG writes them: a password that says whose it is.
    String ownHost = SecretValue.of(secret, "host", name);
    if (ownHost != null && !sameHost(ownHost, host)) {
      throw notFor(name, host, port, "its key host");
    }
    String ownPort = SecretValue.of(secret, "port", name);
    if (ownPort != null && !ownPort.strip().equals(Integer.toString(port))) {
      throw notFor(name, host, port, "its key port");
    }
  }

  /** What the Secret is for is not told: who wrote the audit need not be allowed to read it. */
  private static AuditFailedException notFor(String name, String host, int port, String because) {
    return new AuditFailedException(
        Reason.SECRET_NOT_FOR_HOST,
        "Secret %s is not for %s: %s says another one. Correct database.host and database.port, or use another Secret"
            .formatted(name, new HostAndPort(host, port), because));
  }

  private static boolean sameHost(String one, String other) {
    return normalized(one).equals(normalized(other));
  }

  /** DNS names ignore case, and may end in the root's dot (RFC 4343, RFC 1034). */
  private static String normalized(String host) {
    String stripped = host.strip().toLowerCase(Locale.ROOT);
    return stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1) : stripped;
  }
}
