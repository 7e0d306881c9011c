package dev.pgtether.testkit.bench.cluster;

import dev.pgtether.testkit.bench.Resources;
import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.built.Node;
import dev.pgtether.testkit.process.BoundedCommand;

/**
 * 65,536 addresses that are all the second node's own, so that a process there may speak from any
 * of them, and the way to them. A route goes when this is closed, or with the cluster whose link it
 * leads over.
 */
final class SimulatedNetwork implements AutoCloseable {

  private static final int FIRST = 100;

  private final Resources routes = new Resources();
  private final Node node;
  private final String prefix;

  private SimulatedNetwork(Node node) {
    this.node = node;
    this.prefix = "10." + (FIRST + node.clusterInstance().number()) + ".";
  }

  static SimulatedNetwork open(Cluster cluster) {
    Node first = cluster.nodes().getFirst();
    SimulatedNetwork network = new SimulatedNetwork(cluster.nodes().get(1));
    String range = network.prefix + "0.0/16";
    String way = network.node.address();
    try {
      network.node.run("ip", "route", "replace", "local", range, "dev", "lo");
      network.routes.keep(() -> network.node.run("ip", "route", "del", "local", range));
      first.run("ip", "route", "replace", range, "via", way);
      network.routes.keep(() -> first.run("ip", "route", "del", range));
      BoundedCommand.of("ip", "route", "replace", range, "via", way).run();
      network.routes.keep(() -> BoundedCommand.of("ip", "route", "del", range).run());
      return network;
    } catch (RuntimeException failed) {
      network.close();
      throw failed;
    }
  }

  /** One of them; not the range's first and last. */
  String address(int number) {
    return prefix + ((number + 1) >> 8) + "." + ((number + 1) & 0xff);
  }

  /** Whose network namespace it is. */
  Node node() {
    return node;
  }

  @Override
  public void close() {
    routes.close();
  }
}
