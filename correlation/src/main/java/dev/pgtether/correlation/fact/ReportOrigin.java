package dev.pgtether.correlation.fact;

/**
 * From where an agent looks. What it may speak about follows from this, never from what it says;
 * and this comes from whoever has verified the agent.
 */
public sealed interface ReportOrigin {

  /** The collector in this process: it reports the namespaces of this host. */
  record LocalCollector() implements ReportOrigin {}

  /**
   * A sidecar: it speaks about its own pod, under the addresses that the API server gives it.
   *
   * @param podUid from its verified token
   */
  record PodAgent(String podUid) implements ReportOrigin {}
}
