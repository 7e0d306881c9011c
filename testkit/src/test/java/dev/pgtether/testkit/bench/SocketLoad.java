package dev.pgtether.testkit.bench;

import dev.pgtether.testkit.network.NetworkNamespace;
import dev.pgtether.testkit.process.ProcessContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Many connections from many processes, in groups as services are. One in so many groups are
 * clients of the database, the others talk to something else.
 */
public final class SocketLoad {

  private static final int GROUPS = 50;
  private static final int PROCESSES_PER_GROUP = 10;

  /** For each address and port. */
  private static final int SERVER_PROCESSES = 12;

  /** One address takes no more than some 28,000 from another (ip_local_port_range). */
  private static final int ADDRESSES = 4;

  private final int socketsPerProcess;
  private final int databaseEvery;
  private final int databasePort = freePort();
  private final int otherPort = freePort();

  SocketLoad(int connections, int databaseEvery) {
    socketsPerProcess = connections / (GROUPS * PROCESSES_PER_GROUP);
    this.databaseEvery = databaseEvery;
  }

  /** Where the database is. */
  int databasePort() {
    return databasePort;
  }

  /** How many of the connections go there. */
  int databaseConnections() {
    return (GROUPS + databaseEvery - 1) / databaseEvery * perGroup();
  }

  /**
   * Makes them between two network namespaces, so that the clients' holds nothing but their ends.
   *
   * @return where the clients are
   */
  ProcessContext standInNamespaces(Resources resources) {
    NetworkNamespace clients = resources.keep(NetworkNamespace.create());
    NetworkNamespace servers = resources.keep(NetworkNamespace.create());
    clients.connect("10.77.0.254/24", servers, "10.77.0.1/24");
    for (int i = 2; i <= ADDRESSES; i++) {
      servers.run("ip", "address", "add", "10.77.0." + i + "/24", "dev", "cable1");
    }
    ProcessContext there = ProcessContext.ofThisJvm().inNetworkNamespace(clients);
    stand(resources, "10.77.0.", ProcessContext.ofThisJvm().inNetworkNamespace(servers), there);
    return there;
  }

  /** Makes them over the loopback, where the servers' ends stand beside the clients'. */
  ProcessContext standOnLoopback(Resources resources) {
    stand(resources, "127.0.0.", ProcessContext.ofThisJvm(), ProcessContext.ofThisJvm());
    return ProcessContext.ofThisJvm();
  }

  private void stand(
      Resources resources, String network, ProcessContext servers, ProcessContext clients) {
    List<String> accept = new ArrayList<>(List.of("accept", "" + SERVER_PROCESSES));
    accept.addAll(quotas(network));
    List<String> connect = new ArrayList<>(List.of("connect"));
    for (int number :
        new int[] {
          GROUPS, PROCESSES_PER_GROUP, socketsPerProcess, databaseEvery, databasePort, otherPort
        }) {
      connect.add(Integer.toString(number));
    }
    for (int i = 1; i <= ADDRESSES; i++) {
      connect.add(network + i);
    }
    resources.keep(LoadGenerator.start(servers, accept));
    resources.keep(LoadGenerator.start(clients, connect));
  }

  /** Address, port and number of connections, over and over; spread as {@code load.py} does it. */
  private List<String> quotas(String network) {
    Map<List<String>, Integer> connections = new LinkedHashMap<>();
    for (int group = 0; group < GROUPS; group++) {
      int port = group % databaseEvery == 0 ? databasePort : otherPort;
      List<String> server = List.of(network + (group % ADDRESSES + 1), Integer.toString(port));
      connections.merge(server, perGroup(), Integer::sum);
    }
    List<String> quotas = new ArrayList<>();
    connections.forEach(
        (server, quota) -> {
          quotas.addAll(server);
          quotas.add(quota.toString());
        });
    return quotas;
  }

  private int perGroup() {
    return PROCESSES_PER_GROUP * socketsPerProcess;
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException failed) {
      throw new UncheckedIOException("could not find a free port", failed);
    }
  }
}
