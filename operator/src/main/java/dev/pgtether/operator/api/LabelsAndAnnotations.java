package dev.pgtether.operator.api;

/** Labels and annotations that people write, and the operator reads. */
public final class LabelsAndAnnotations {

  /** On an audit: any new value starts an audit at once. */
  public static final String AUDIT_NOW = "pgtether.dev/audit-now";

  /** Label on a Secret, {@code "true"}: it may be used to log in, whatever its type. */
  public static final String CREDENTIALS = "pgtether.dev/credentials";

  /** On a Secret: it is used for this host alone. */
  public static final String FOR_HOST = "pgtether.dev/for-host";

  /** On a namespace: audits of these namespaces (comma-separated) may name its pods. */
  public static final String VISIBLE_TO = "pgtether.dev/visible-to";

  /** Label on a pod: {@code sockets} or {@code processes} asks for a sidecar. */
  public static final String INJECT = "pgtether.dev/inject";

  /** On a pod: the sidecar was added, and in which mode. */
  public static final String INJECTED = "pgtether.dev/injected";

  private LabelsAndAnnotations() {}
}
