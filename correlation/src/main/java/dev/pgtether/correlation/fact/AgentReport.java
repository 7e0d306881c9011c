package dev.pgtether.correlation.fact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One scan by one agent.
 *
 * @param agent who reports: {@code local} for the collector in this process
 * @param bootId {@code /proc/sys/kernel/random/boot_id}: cookies mean nothing beyond one boot
 * @param scan when the sockets were listed, on the agent's monotonic clock
 * @param namespaces the network namespaces looked into
 * @param sockets those that match what was wanted
 * @param serverSide null where the agent does not stand on the server's host
 * @param standpoint from where it looks
 */
public record AgentReport(
    String agent,
    String bootId,
    MonotonicInterval scan,
    Visibility visibility,
    List<NetworkNamespace> namespaces,
    List<ClientSocket> sockets,
    @Nullable ServerSide serverSide,
    Standpoint standpoint) {

  public AgentReport {
    namespaces = List.copyOf(namespaces);
    sockets = List.copyOf(sockets);
  }

  /** The report of the collector in this process. */
  public AgentReport(
      String agent,
      String bootId,
      MonotonicInterval scan,
      Visibility visibility,
      List<NetworkNamespace> namespaces,
      List<ClientSocket> sockets,
      @Nullable ServerSide serverSide) {
    this(agent, bootId, scan, visibility, namespaces, sockets, serverSide, new Standpoint.Local());
  }

  /**
   * This report as it came from {@code standpoint} over a network, its times brought to this
   * process's monotonic clock. A clock of another host has another origin; but the agent scanned
   * between two moments that this process knows, so each of its times lies within an interval here,
   * and no clocks are compared.
   *
   * @param agent by which name it is known here
   * @param askedNanos when this process sent the question that the report answers
   * @param answeredNanos when this process had received the report
   * @throws IllegalArgumentException when the scan took longer than the answer: it answers another
   *     question, or its clock is wrong
   */
  public AgentReport received(
      String agent, Standpoint standpoint, long askedNanos, long answeredNanos) {
    long least = askedNanos - scan.beginNanos();
    long most = answeredNanos - scan.endNanos();
    if (most - least < 0) {
      throw new IllegalArgumentException(
          "the scan took "
              + (scan.endNanos() - scan.beginNanos())
              + " ns, longer than its answer: "
              + (answeredNanos - askedNanos)
              + " ns");
    }
    return new AgentReport(
        agent,
        bootId,
        scan.shifted(least, most),
        visibility,
        namespaces,
        sockets.stream().map(socket -> shifted(socket, least, most)).toList(),
        serverSide,
        standpoint);
  }

  private static ClientSocket shifted(ClientSocket socket, long least, long most) {
    Examination examination = socket.examination();
    return examination == null
        ? socket
        : new ClientSocket(
            socket.id(),
            socket.local(),
            socket.peer(),
            socket.state(),
            socket.uid(),
            new Examination(
                examination.lastDataSentMillis(),
                examination.bytesReceived(),
                examination.asked().shifted(least, most)),
            socket.holders(),
            socket.alone());
  }
}
