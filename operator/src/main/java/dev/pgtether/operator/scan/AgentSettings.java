package dev.pgtether.operator.scan;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code pgtether.agents.…} */
@ConfigMapping(prefix = "pgtether.agents")
public interface AgentSettings {

  /** Whether agents are listened to. */
  @WithDefault("true")
  boolean enabled();

  /** The Service that agents are given; one of the names in the operator's certificate. */
  @WithDefault("pgtether-agents")
  String service();

  /** On all addresses. All replicas use the same: agents are sent from one to another. */
  @WithDefault("8443")
  int port();
}
