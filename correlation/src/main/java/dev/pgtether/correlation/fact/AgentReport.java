package dev.pgtether.correlation.fact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One scan by one agent.
 *
 * @param agent who reports: {@code local} for the collector in this process
 * @param bootId {@code /proc/sys/kernel/random/boot_id}: cookies mean nothing beyond one boot
 * @param scanInterval when the sockets were listed, on the agent's monotonic clock
 * @param namespaces the network namespaces looked into
 * @param sockets those that match what was wanted
 * @param serverHostView null where the agent does not stand on the server's host
 * @param origin from where it looks
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
   * This report as it came from {@code standpoint} over a network, its times brought to this
   * process's monotonic clock. A clock of another host has another origin; but the agent scanned
   * between two moments that this process knows, so each of its times lies within an interval here,
   * and no clocks are compared.
   *
   * @param agent by which name it is known here
   * @param requestSentNanos when this process sent the question that the report answers
   * @param reportReceivedNanos when this process had received the report
   * @throws IllegalArgumentException when the scan took longer than the answer: it answers another
   *     question, or its clock is wrong
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
