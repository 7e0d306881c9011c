package dev.pgtether.operator.database;

import static dev.pgtether.operator.api.Annotations.FOR_HOST;

import dev.pgtether.operator.api.Reason;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Locale;
import java.util.Map;

/** Whether a Secret that says for which host it is may be used for another. */
final class HostBinding {

  private HostBinding() {}

  /**
   * @param name {@code namespace/name}, for messages
   * @throws CannotAudit when the Secret is for another host
   */
  static void require(Secret secret, String name, String host, int port) {
    Map<String, String> annotations = secret.getMetadata().getAnnotations();
    String annotated = annotations == null ? null : annotations.get(FOR_HOST);
    if (annotated != null) {
      if (!sameHost(annotated, host)) {
        throw notFor(name, host, port, "its annotation " + FOR_HOST);
      }
      return;
    }
    // As CloudNativePG writes them: a password that says whose it is.
    String ownHost = SecretText.of(secret, "host", name);
    if (ownHost != null && !sameHost(ownHost, host)) {
      throw notFor(name, host, port, "its key host");
    }
    String ownPort = SecretText.of(secret, "port", name);
    if (ownPort != null && !ownPort.strip().equals(Integer.toString(port))) {
      throw notFor(name, host, port, "its key port");
    }
  }

  /** What the Secret is for is not told: who wrote the audit need not be allowed to read it. */
  private static CannotAudit notFor(String name, String host, int port, String because) {
    return new CannotAudit(
        Reason.SECRET_NOT_FOR_HOST,
        "Secret %s is not for %s: %s says another one. Correct database.host and database.port, or use another Secret"
            .formatted(name, new Place(host, port), because));
  }

  private static boolean sameHost(String one, String other) {
    return plain(one).equals(plain(other));
  }

  /** DNS names ignore case, and may end in the root's dot (RFC 4343, RFC 1034). */
  private static String plain(String host) {
    String stripped = host.strip().toLowerCase(Locale.ROOT);
    return stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1) : stripped;
  }
}
