package dev.pgtether.sidecar.exchange;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.SocketQuery;
import java.time.Duration;

/** What an agent looks with. */
interface Eyes {

  /**
   * Looks now.
   *
   * @throws RuntimeException when nothing can be seen; the next look may
   */
  AgentReport look(SocketQuery query, Duration deadline);
}
