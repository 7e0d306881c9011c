package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AgentReport;
import java.util.List;

/**
 * All that one audit saw.
 *
 * @param first A1, the activity read before the sockets
 * @param reports S, what the agents saw between the two readings, on the same monotonic clock as
 *     the readings
 * @param second A2, the activity read after the sockets
 * @param endpoints where the server is reached
 * @param memory what the audit before left
 */
public record Observation(
    ActivitySnapshot first,
    List<AgentReport> reports,
    ActivitySnapshot second,
    ServerEndpoints endpoints,
    Memory memory) {

  public Observation {
    reports = List.copyOf(reports);
  }
}
