package dev.pgtether.testkit.it.cluster.runtime;

/**
 * The spec of an audit, as YAML.
 *
 * @param tls in YAML's flow style
 * @param more further fields of {@code spec.database}, each with a comma before it
 */
public record AuditSpec(String host, int port, String secret, String tls, String more) {
  public static AuditSpec of(String host, int port, String secret) {
    return new AuditSpec(host, port, secret, "{mode: disable}", "");
  }

  public AuditSpec host(String other) {
    return new AuditSpec(other, port, secret, tls, more);
  }

  public AuditSpec port(int other) {
    return new AuditSpec(host, other, secret, tls, more);
  }

  public AuditSpec secret(String other) {
    return new AuditSpec(host, port, other, tls, more);
  }

  public AuditSpec tls(String other) {
    return new AuditSpec(host, port, secret, other, more);
  }

  public AuditSpec and(String field) {
    return new AuditSpec(host, port, secret, tls, more + ", " + field);
  }

  /** With the shortest interval, so that what is repaired is noticed soon. */
  public String yaml() {
    return yaml("");
  }

  /**
   * @param beside further fields of {@code spec}, each with a comma before it
   */
  public String yaml(String beside) {
    return "{database: {host: '%s', port: %d, credentialsSecret: {name: %s}, tls: %s%s}, interval: 10s%s}"
        .formatted(host, port, secret, tls, more, beside);
  }
}
