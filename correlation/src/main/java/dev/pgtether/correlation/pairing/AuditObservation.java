package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that one audit saw.
 *
 * @param firstReading A1, the activity read before the sockets
 * @param reports S, what the agents saw between the two readings, on the same monotonic clock as
 *     the readings
 * @param silentPodUids the uids of pods whose agents were asked and have not answered in time
 * @param secondReading A2, the activity read after the sockets
 * @param endpoints where the server is reached
 * @param memory what the audit before left
 * @param cluster as it is after A2; null where no API server is asked
 */
public record AuditObservation(
    ActivitySnapshot firstReading,
    List<AgentReport> reports,
    Set<String> silentPodUids,
    ActivitySnapshot secondReading,
    ServerEndpoints endpoints,
    PairingMemory memory,
    @Nullable ClusterSnapshot cluster) {

  public AuditObservation {
    reports = List.copyOf(reports);
    silentPodUids = Set.copyOf(silentPodUids);
  }

  /** What an audit sees that knows of no cluster. */
  public AuditObservation(
      ActivitySnapshot first,
      List<AgentReport> reports,
      ActivitySnapshot second,
      ServerEndpoints endpoints,
      PairingMemory pairingMemory) {
    this(first, reports, Set.of(), second, endpoints, pairingMemory, null);
  }
}
