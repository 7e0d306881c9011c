package dev.pgtether.audit;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.SocketQuery;
import java.time.Duration;

/**
 * Port: the client sockets that one or several agents can see, with the processes that hold them.
 */
@FunctionalInterface
public interface SocketTable {

  /**
   * Scans now. A scan that began before this call does not count as an answer.
   *
   * @param deadline how long the scan may take; what was not looked at by then is said in the
   *     report
   */
  AgentReport scan(SocketQuery query, Duration deadline);
}
