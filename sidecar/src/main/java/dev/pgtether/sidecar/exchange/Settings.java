package dev.pgtether.sidecar.exchange;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the environment says.
 *
 * @param operator where to find the operator; its certificate must name this host
 * @param tokenFile the projected token of the pod's service account; rewritten by the kubelet
 * @param caFile the roots that the operator's certificate is verified against, PEM; may come later
 */
record Settings(Address operator, Path tokenFile, Path caFile) {

  static final String OPERATOR = "PGTETHER_OPERATOR";
  static final String TOKEN_FILE = "PGTETHER_TOKEN_FILE";
  static final String CA_FILE = "PGTETHER_CA_FILE";

  private static final String SCHEME = "https://";

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException says which variable is wrong and what it should be
   */
  static Settings from(Map<String, String> environment) {
    return new Settings(
        operator(environment.getOrDefault(OPERATOR, "")),
        path(environment, TOKEN_FILE, "/var/run/secrets/pgtether/token"),
        path(environment, CA_FILE, "/var/run/secrets/pgtether-ca/ca.crt"));
  }

  private static Address operator(String url) {
    String rest = url.startsWith(SCHEME) ? url.substring(SCHEME.length()) : "";
    try {
      return Address.parse(rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "%s must say where the operator is, as in https://pgtether-agents.pgtether-system.svc:8443; %s"
              .formatted(OPERATOR, url.isEmpty() ? "it is not set" : "it does not"),
          wrong);
    }
  }

  private static Path path(Map<String, String> environment, String name, String usual) {
    String text = environment.getOrDefault(name, "");
    try {
      return Path.of(text.isEmpty() ? usual : text);
    } catch (InvalidPathException wrong) {
      throw new IllegalArgumentException(
          "%s must be the path of a file, as in %s".formatted(name, usual), wrong);
    }
  }
}
