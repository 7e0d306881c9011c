package dev.pgtether.testkit.network;

import dev.pgtether.testkit.process.ChildProcess;
import dev.pgtether.testkit.process.HostCommand;
import dev.pgtether.testkit.process.NamespaceFile;
import dev.pgtether.testkit.process.ProcessContext;
import java.time.Duration;
import java.util.List;

/**
 * A network namespace that lives as long as one process of ours in it: it has no name to clean up,
 * and goes with us. Its loopback is up. Needs root and {@code ip}.
 */
public final class NetworkNamespace implements NamespaceFile, AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final ChildProcess holder;
  private int vethCount;

  private NetworkNamespace(ChildProcess holder) {
    this.holder = holder;
  }

  public static NetworkNamespace create() {
    ChildProcess holder =
        ChildProcess.start(
            List.of("unshare", "--net", "sh", "-c", "ip link set lo up && echo up && exec cat"));
    try {
      holder.readLine(DEADLINE);
      return new NetworkNamespace(holder);
    } catch (RuntimeException failed) {
      holder.close();
      throw failed;
    }
  }

  @Override
  public String path() {
    return "/proc/" + holder.pid() + "/ns/net";
  }

  /** Of the process that keeps the namespace. */
  public long holderPid() {
    return holder.pid();
  }

  /** Runs a command in here to its end, and returns what it wrote. */
  public String run(String... command) {
    return HostCommand.run(
        ProcessContext.ofThisJvm().inNetworkNamespace(this).wrap(List.of(command)));
  }

  /**
   * Lays a cable to another namespace.
   *
   * @param address with prefix length, such as {@code 10.77.0.1/24} or {@code fd77::1/64}; taken
   *     for our end
   * @param otherAddress the same for the other end
   */
  public void connect(String address, NetworkNamespace other, String otherAddress) {
    String device = "cable" + ++vethCount;
    String otherDevice = "cable" + ++other.vethCount;
    run(
        "ip",
        "link",
        "add",
        device,
        "type",
        "veth",
        "peer",
        "name",
        otherDevice,
        "netns",
        Long.toString(other.holderPid()));
    addAddress(device, address);
    other.addAddress(otherDevice, otherAddress);
  }

  private void addAddress(String device, String address) {
    // nodad: an IPv6 address would otherwise be unusable for a second
    if (address.contains(":")) {
      run("ip", "address", "add", address, "dev", device, "nodad");
    } else {
      run("ip", "address", "add", address, "dev", device);
    }
    run("ip", "link", "set", device, "up");
  }

  /** Ends the process that keeps it; the namespace goes when the last of its processes does. */
  @Override
  public void close() {
    holder.close();
  }
}
