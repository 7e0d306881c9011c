package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.Cluster;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that one audit saw.
 *
 * @param first A1, the activity read before the sockets
 * @param reports S, what the agents saw between the two readings, on the same monotonic clock as
 *     the readings
 * @param silent the uids of pods whose agents were asked and have not answered in time
 * @param second A2, the activity read after the sockets
 * @param endpoints where the server is reached
 * @param memory what the audit before left
 * @param cluster as it is after A2; null where no API server is asked
 */
public record Observation(
    ActivitySnapshot first,
    List<AgentReport> reports,
    Set<String> silent,
    ActivitySnapshot second,
    ServerEndpoints endpoints,
    Memory memory,
    @Nullable Cluster cluster) {

  public Observation {
    reports = List.copyOf(reports);
    silent = Set.copyOf(silent);
  }

  /** What an audit sees that knows of no cluster. */
  public Observation(
      ActivitySnapshot first,
      List<AgentReport> reports,
      ActivitySnapshot second,
      ServerEndpoints endpoints,
      Memory memory) {
    this(first, reports, Set.of(), second, endpoints, memory, null);
  }
}
