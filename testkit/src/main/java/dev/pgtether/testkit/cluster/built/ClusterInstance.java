package dev.pgtether.testkit.cluster.built;

import java.util.List;

/**
 * Which of several clusters on one machine, and so the names and addresses that are its own.
 *
 * @param number 0 to 15; two instances share no name and no address
 */
public record ClusterInstance(int number) {
  private static final int MAX_NUMBER = 15;

  public ClusterInstance {
    if (number < 0 || number > MAX_NUMBER) {
      throw new IllegalArgumentException(
          "a cluster's number is 0 to " + MAX_NUMBER + ", not " + number);
    }
  }

  /** What every name that the cluster gives to something of the machine's begins with. */
  public String prefix() {
    return "pgtc" + number;
  }

  String bridge() {
    return prefix() + "br";
  }

  /** The bridge's end of a node's cable; the kernel allows a link 15 characters. */
  String vethName(int node) {
    return prefix() + "n" + node;
  }

  /** The machine's own address on the bridge, where databases beside the cluster listen. */
  public String machineAddress() {
    return "172.30." + number + ".1";
  }

  public String nodeAddress(int node) {
    return "172.30." + number + "." + (10 + node);
  }

  String podRange(int node) {
    return "10.42." + (4 * number + node) + ".0/24";
  }

  String serviceRange() {
    return "10.43." + number + ".0/24";
  }

  String apiServiceAddress() {
    return "10.43." + number + ".1";
  }

  String dnsAddress() {
    return "10.43." + number + ".10";
  }

  List<String> allRanges() {
    return List.of("172.30." + number + ".0/24", podRange(1), podRange(2), serviceRange());
  }
}
