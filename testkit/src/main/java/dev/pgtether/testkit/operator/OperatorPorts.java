package dev.pgtether.testkit.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Ports that were free a moment ago.
 *
 * @param agents where agents post, by TLS
 * @param webhook where the API server posts, by TLS
 * @param management health and metrics
 * @param rest whole reports, on loopback
 */
public record OperatorPorts(int agents, int webhook, int management, int rest) {

  static OperatorPorts free() {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        held.add(new ServerSocket(0)); // all at once, or two may be the same
      }
      int[] ports = held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
      return new OperatorPorts(ports[0], ports[1], ports[2], ports[3]);
    } catch (IOException none) {
      throw new UncheckedIOException("no four free ports", none);
    } finally {
      held.forEach(OperatorPorts::close);
    }
  }

  Map<String, String> environment() {
    return Map.of(
        "PGTETHER_AGENTS_PORT", Integer.toString(agents),
        "PGTETHER_INJECT_PORT", Integer.toString(webhook),
        "QUARKUS_MANAGEMENT_PORT", Integer.toString(management),
        "QUARKUS_HTTP_PORT", Integer.toString(rest));
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException cannotHappen) {
      throw new UncheckedIOException(cannotHappen);
    }
  }
}
