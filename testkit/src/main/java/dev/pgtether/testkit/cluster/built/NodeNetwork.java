package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.BoundedCommand;
import dev.pgtether.testkit.process.TestEnvironmentException;
import java.util.Arrays;
import java.util.List;

/**
 * The network between the machine and its nodes: one bridge, one cable to each node, and routes to
 * the nodes' pods. No address is translated on the way, so that a database on the machine sees pods
 * by their own addresses.
 */
record NodeNetwork(ClusterInstance clusterInstance, TeardownLog teardownLog) {
  private static final String PREFIX_LENGTH = "/24";

  /** The machine's side. */
  void createBridge() {
    refuseForeignRoutes();
    String bridge = clusterInstance.bridge();
    teardownLog.add(TeardownLog.Kind.LINK, bridge);
    BoundedCommand.of("ip", "link", "add", bridge, "type", "bridge").run();
    BoundedCommand.of(
            "ip", "address", "add", clusterInstance.machineAddress() + PREFIX_LENGTH, "dev", bridge)
        .run();
    BoundedCommand.of("ip", "link", "set", bridge, "up").run();
  }

  /** A cable into a node, which has none yet. */
  void connectNode(Node node) {
    String veth = clusterInstance.vethName(node.number());
    teardownLog.add(TeardownLog.Kind.LINK, veth);
    BoundedCommand.of(
            "ip",
            "link",
            "add",
            veth,
            "type",
            "veth",
            "peer",
            "name",
            "eth0",
            "netns",
            Long.toString(node.holder().pid()))
        .run();
    BoundedCommand.of("ip", "link", "set", veth, "master", clusterInstance.bridge(), "up").run();
    node.run("ip", "address", "add", node.address() + PREFIX_LENGTH, "dev", "eth0");
    node.run("ip", "link", "set", "eth0", "up");
    // the kernel looks for a route before a Service's address becomes a pod's
    node.run("ip", "route", "add", "default", "via", clusterInstance.machineAddress());
    BoundedCommand.of(
            "ip", "route", "add", clusterInstance.podRange(node.number()), "via", node.address())
        .run();
  }

  /** How each node reaches the other's pods. */
  void routePods(Node from, Node to) {
    from.run("ip", "route", "replace", clusterInstance.podRange(to.number()), "via", to.address());
  }

  /** The cluster's addresses must be nobody else's on this machine. */
  private void refuseForeignRoutes() {
    List<String> ranges = clusterInstance.allRanges();
    for (String route : BoundedCommand.of("ip", "-4", "route", "show").run().lines().toList()) {
      String target = route.split(" ", -1)[0];
      if (!target.equals("default") && ranges.stream().anyMatch(range -> overlap(range, target))) {
        throw new TestEnvironmentException(
            "the cluster wants the addresses %s, and this machine already has the route `%s`. Take another cluster with PGTETHER_CLUSTER_INSTANCE=1 to 15."
                .formatted(ranges, route.strip()));
      }
    }
  }

  static boolean overlap(String one, String other) {
    int bits = Math.min(bits(one), bits(other));
    long mask = bits == 0 ? 0 : (0xffffffffL << (32 - bits)) & 0xffffffffL;
    return (number(one) & mask) == (number(other) & mask);
  }

  private static int bits(String range) {
    int slash = range.indexOf('/');
    return slash < 0 ? 32 : Integer.parseInt(range.substring(slash + 1));
  }

  private static long number(String range) {
    return Arrays.stream(range.split("/", -1)[0].split("\\.", -1))
        .mapToLong(Long::parseLong)
        .reduce(0, (sum, part) -> sum << 8 | part);
  }
}
