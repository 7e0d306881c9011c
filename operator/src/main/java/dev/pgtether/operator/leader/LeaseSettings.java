package dev.pgtether.operator.leader;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code pgtether.lease.…} */
@ConfigMapping(prefix = "pgtether.lease")
public interface LeaseSettings {

  /** In the operator's own namespace. */
  @WithDefault("pgtether-leader")
  String name();

  /** How long after its last renewal a Lease still binds the others. */
  @WithDefault("10s")
  Duration duration();

  /** Who could not renew for so long gives up leading. Shorter than the duration. */
  @WithDefault("7s")
  Duration renewDeadline();

  /** How often it is tried. */
  @WithDefault("1500ms")
  Duration retryPeriod();
}
