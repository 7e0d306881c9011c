package dev.pgtether.operator.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code pgtether.audit.…} */
@ConfigMapping(prefix = "pgtether.audit")
public interface AuditSettings {

  /** No audit runs more often, whatever its spec says. */
  @WithDefault("10s")
  Duration minimumInterval();

  /** To connect, and again for the agents to answer. */
  @WithDefault("10s")
  Duration deadline();
}
