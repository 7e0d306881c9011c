package dev.pgtether.operator.api;

/** How Kubernetes names things (RFC 1123 DNS subdomains), as CEL rules. */
final class KubernetesNameRules {

  static final int MAX_LENGTH = 253;

  static final String IS_NAME =
      "self.matches('^[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*$')";

  static final String MESSAGE =
      "write a name of lower-case letters, digits, '-' and '.', without a namespace before it: the"
          + " object is looked for in the audit's own namespace";

  static final int LABEL_LENGTH = 63;

  static final String IS_LABEL = "self.matches('^[a-z0-9]([a-z0-9-]*[a-z0-9])?$')";

  static final String LABEL_MESSAGE = "write lower-case letters, digits and '-' only";

  private KubernetesNameRules() {}
}
