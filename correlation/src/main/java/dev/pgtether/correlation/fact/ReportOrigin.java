package dev.pgtether.correlation.fact;

/**
 * Which agent made a report. It decides what the report can say something about. It comes from the
 * process that verified the agent, never from the report itself.
 */
public sealed interface ReportOrigin {

  /** The collector in this process, which reports the namespaces of this host. */
  record LocalCollector() implements ReportOrigin {}

  /**
   * The sidecar of a pod, which reports its own pod under the addresses that the API server gives
   * it.
   *
   * @param podUid from the sidecar's verified token
   */
  record PodAgent(String podUid) implements ReportOrigin {}
}
