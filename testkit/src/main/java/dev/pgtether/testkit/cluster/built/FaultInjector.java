package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.ConditionWait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What goes wrong in a cluster, at a test's word; each lasts until it is closed. */
public final class FaultInjector {
  private static final String CNI_ADDRESS_DIRECTORY = "/run/cni-addresses/pods/";
  private static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(30);

  private final ClusterPrograms clusterPrograms;

  FaultInjector(ClusterPrograms clusterPrograms) {
    this.clusterPrograms = clusterPrograms;
  }

  /** Something that is wrong until it is closed. */
  @FunctionalInterface
  public interface ActiveFault extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Pods of a node leave it under the node's own address, as in clusters that masquerade; {@code
   * conntrack -L} on that node shows both. Connections that are open keep what they have.
   */
  public ActiveFault masquerade(Node node) {
    String pods = node.clusterInstance().podRange(node.number());
    List<String> rule =
        List.of("POSTROUTING", "-s", pods, "!", "-d", pods, "-o", "eth0", "-j", "MASQUERADE");
    return rules(node, "nat", List.of(rule));
  }

  /** Nothing of what passes through a node gets from one address to the other, either way. */
  public ActiveFault dropPackets(Node node, String one, String other) {
    return rules(node, "mangle", between(one, other, List.of("-j", "DROP")));
  }

  /**
   * A part of what passes through a node between two addresses is lost, either way.
   *
   * @param share 0 to 1
   */
  public ActiveFault losePackets(Node node, String one, String other, double share) {
    List<String> drop =
        List.of(
            "-m",
            "statistic",
            "--mode",
            "random",
            "--probability",
            Double.toString(share),
            "-j",
            "DROP");
    return rules(node, "mangle", between(one, other, drop));
  }

  /** The API server is away, as after a crash; closing starts it and waits until it serves. */
  public ActiveFault stopApiServer() {
    ClusterProgram apiServer = clusterPrograms.apiServer();
    apiServer.kill();
    return apiServer::ensureRunning;
  }

  /**
   * The next pod that a node starts gets this address, once the pod that had it is wholly gone.
   *
   * @param address one of the node's range; the addresses come from CNI's host-local, which keeps a
   *     file for each that is taken, and goes on from the one it gave last
   */
  public void assignNextPodAddress(Node node, String address) {
    ConditionWait.atMost(RELEASE_TIMEOUT)
        .until(
            address + " is free on " + node.name(),
            () -> node.command("test", "!", "-e", CNI_ADDRESS_DIRECTORY + address).succeeds());
    int dot = address.lastIndexOf('.');
    int last = Integer.parseInt(address.substring(dot + 1));
    String before = address.substring(0, dot + 1) + (last - 1);
    node.run(
        "sh",
        "-c",
        "printf %s \"$0\" >\"$1\"",
        before,
        CNI_ADDRESS_DIRECTORY + "last_reserved_ip.0");
  }

  /**
   * Where packets of a pod, of a Service and of a host-network process all show the addresses of
   * those who really talk: behind the translation of the target's, before that of the source's.
   */
  private static List<List<String>> between(String one, String other, List<String> verdict) {
    List<List<String>> rules = new ArrayList<>();
    for (String chain : List.of("POSTROUTING", "INPUT")) {
      rules.add(join(List.of(chain, "-s", one, "-d", other), verdict));
      rules.add(join(List.of(chain, "-s", other, "-d", one), verdict));
    }
    return rules;
  }

  private static ActiveFault rules(Node node, String table, List<List<String>> rules) {
    rules.forEach(rule -> iptables(node, table, "-A", rule));
    return () -> rules.forEach(rule -> iptables(node, table, "-D", rule));
  }

  private static void iptables(Node node, String table, String verb, List<String> rule) {
    List<String> words = join(List.of("iptables", "--wait", "-t", table, verb), rule);
    node.run(words.toArray(String[]::new));
  }

  private static List<String> join(List<String> one, List<String> other) {
    List<String> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }
}
