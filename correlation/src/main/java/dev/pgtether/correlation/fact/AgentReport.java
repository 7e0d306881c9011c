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
 */
public record AgentReport(
    String agent,
    String bootId,
    MonotonicInterval scan,
    Visibility visibility,
    List<NetworkNamespace> namespaces,
    List<ClientSocket> sockets,
    @Nullable ServerSide serverSide) {

  public AgentReport {
    namespaces = List.copyOf(namespaces);
    sockets = List.copyOf(sockets);
  }
}
