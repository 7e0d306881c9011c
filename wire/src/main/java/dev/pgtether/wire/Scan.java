package dev.pgtether.wire;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.ClientSocket;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.NetworkNamespace;
import dev.pgtether.correlation.fact.ReportOrigin;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ServerHostView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent saw, without who it is: an {@link AgentReport} comes of it only together with an
 * identity that was verified.
 *
 * @param bootId as in {@link AgentReport}; so are the others
 * @param listed on the agent's monotonic clock
 */
public record Scan(
    String bootId,
    MonotonicInterval listed,
    ScanCoverage scanCoverage,
    List<NetworkNamespace> namespaces,
    List<ClientSocket> sockets,
    @Nullable ServerHostView serverHostView) {

  public Scan {
    namespaces = List.copyOf(namespaces);
    sockets = List.copyOf(sockets);
  }

  /** The scan in a report of the collector. */
  public static Scan of(AgentReport report) {
    return new Scan(
        report.bootId(),
        report.scanInterval(),
        report.coverage(),
        report.namespaces(),
        report.sockets(),
        report.serverHostView());
  }

  /**
   * The facts, by whom they were told, on this process's monotonic clock.
   *
   * @param agent by which name the agent is known here
   * @param reportOrigin from its verified token
   * @param askedNanos when this process sent the question, {@link System#nanoTime()}
   * @param answeredNanos when this process had received the answer
   * @throws IllegalArgumentException when the scan took longer than the answer
   */
  public AgentReport toldBy(
      String agent, ReportOrigin reportOrigin, long askedNanos, long answeredNanos) {
    return new AgentReport(
            agent, bootId, listed, scanCoverage, namespaces, sockets, serverHostView, reportOrigin)
        .received(agent, reportOrigin, askedNanos, answeredNanos);
  }
}
