package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClusterSnapshot;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one audit saw.
 *
 * @param firstReading A1, the activity before the scans
 * @param reports S, the reports of the agents; their times are on the same monotonic clock as the
 *     readings
 * @param silentPodUids the uids of pods whose agents were asked and have not answered in time
 * @param secondReading A2, the activity after the scans
 * @param endpoints where clients reach the server
 * @param memory what the previous audit of the same server found
 * @param cluster the cluster after A2; null without a cluster
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

  /** The observation of an audit without a cluster. */
  public AuditObservation(
      ActivitySnapshot first,
      List<AgentReport> reports,
      ActivitySnapshot second,
      ServerEndpoints endpoints,
      PairingMemory pairingMemory) {
    this(first, reports, Set.of(), second, endpoints, pairingMemory, null);
  }
}
