package dev.pgtether.operator.tls.ca;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code pgtether.ca.…} */
@ConfigMapping(prefix = "pgtether.ca")
public interface CertificateAuthoritySettings {

  /** The Secret in the operator's namespace that holds the roots. */
  @WithDefault("pgtether-ca")
  String secret();

  /** The ConfigMap in each namespace with agents that says what they trust. */
  @WithDefault("pgtether-ca")
  String configMap();

  /** How long a ConfigMap may take to reach a mounted volume, at most. */
  @WithDefault("10m")
  Duration spread();

  /** How long the operator's own certificates are valid. */
  @WithDefault("24h")
  Duration leafLife();
}
