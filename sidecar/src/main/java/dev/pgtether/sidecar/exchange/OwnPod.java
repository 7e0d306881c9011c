package dev.pgtether.sidecar.exchange;

import dev.pgtether.collector.HostSockets;
import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.SocketQuery;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The sockets of the network namespace that this process is in: of its pod. */
final class OwnPod implements Eyes, AutoCloseable {

  private @Nullable HostSockets sockets;

  @Override
  public AgentReport look(SocketQuery query, Duration deadline) {
    HostSockets open = sockets;
    if (open == null) {
      open = HostSockets.open(HostSockets.Namespaces.OWN, HostSockets.Search.EVERY_HOLDER);
      sockets = open;
    }
    try {
      return open.scan(query, deadline);
    } catch (RuntimeException blind) {
      close(); // what was opened may be what is broken
      throw blind;
    }
  }

  @Override
  public void close() {
    if (sockets != null) {
      sockets.close();
      sockets = null;
    }
  }
}
