package dev.pgtether.correlation.fact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one agent saw in one scan.
 *
 * @param agent the name of the agent: {@code local} for the collector in this process
 * @param bootId {@code /proc/sys/kernel/random/boot_id}: socket cookies are valid within one boot
 *     only
 * @param scanInterval when the sockets were listed, on the monotonic clock of the agent; on that of
 *     this process once {@link #received} has converted it
 * @param coverage how the agent scanned and what it could not see
 * @param namespaces the network namespaces that were scanned
 * @param sockets the sockets that match the query
 * @param serverHostView null when the agent is not on the server's host
 * @param origin which agent made the report
 */
public record AgentReport(
    String agent,
    String bootId,
    MonotonicInterval scanInterval,
    ScanCoverage coverage,
    List<NetworkNamespace> namespaces,
    List<ClientSocket> sockets,
    @Nullable ServerHostView serverHostView,
    ReportOrigin origin) {

  public AgentReport {
    namespaces = List.copyOf(namespaces);
    sockets = List.copyOf(sockets);
  }

  /** The report of the collector in this process. */
  public AgentReport(
      String agent,
      String bootId,
      MonotonicInterval scanInterval,
      ScanCoverage coverage,
      List<NetworkNamespace> namespaces,
      List<ClientSocket> sockets,
      @Nullable ServerHostView serverHostView) {
    this(
        agent,
        bootId,
        scanInterval,
        coverage,
        namespaces,
        sockets,
        serverHostView,
        new ReportOrigin.LocalCollector());
  }

  /**
   * This report after it came over a network, with its times converted to this process's monotonic
   * clock. The clock of another host has another origin. But the agent scanned between two moments
   * that this process knows, so each of its times is within an interval here, and no clocks are
   * compared.
   *
   * @param agent the name of the agent in this process
   * @param origin the pod that the agent's verified token names
   * @param requestSentNanos when this process sent the query that the report answers
   * @param reportReceivedNanos when this process had received the report
   * @throws IllegalArgumentException when the scan took longer than the answer: the report answers
   *     another query, or the agent's clock is wrong
   */
  public AgentReport received(
      String agent, ReportOrigin origin, long requestSentNanos, long reportReceivedNanos) {
    long minOffset = requestSentNanos - scanInterval.beginNanos();
    long maxOffset = reportReceivedNanos - scanInterval.endNanos();
    if (maxOffset - minOffset < 0) {
      throw new IllegalArgumentException(
          "the scan took "
              + (scanInterval.endNanos() - scanInterval.beginNanos())
              + " ns, longer than its answer: "
              + (reportReceivedNanos - requestSentNanos)
              + " ns");
    }
    return new AgentReport(
        agent,
        bootId,
        scanInterval.shifted(minOffset, maxOffset),
        coverage,
        namespaces,
        sockets.stream().map(socket -> shifted(socket, minOffset, maxOffset)).toList(),
        serverHostView,
        origin);
  }

  private static ClientSocket shifted(ClientSocket socket, long minOffset, long maxOffset) {
    TcpInfo tcpInfo = socket.tcpInfo();
    return tcpInfo == null
        ? socket
        : new ClientSocket(
            socket.id(),
            socket.local(),
            socket.peer(),
            socket.state(),
            socket.uid(),
            new TcpInfo(
                tcpInfo.lastDataSentMillis(),
                tcpInfo.bytesReceived(),
                tcpInfo.readInterval().shifted(minOffset, maxOffset)),
            socket.holders(),
            socket.soleAtEndpoint());
  }
}
