package dev.pgtether.testkit.network;

import dev.pgtether.testkit.process.Child;
import dev.pgtether.testkit.process.Command;
import dev.pgtether.testkit.process.Place;
import java.time.Duration;
import java.util.List;

/**
 * A network namespace that lives as long as one process of ours in it: it has no name to clean up,
 * and goes with us. Its loopback is up. Needs root and {@code ip}.
 */
public final class NetworkNamespace implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Child resident;
  private int cables;

  private NetworkNamespace(Child resident) {
    this.resident = resident;
  }

  public static NetworkNamespace create() {
    Child resident =
        Child.start(
            List.of("unshare", "--net", "sh", "-c", "ip link set lo up && echo up && exec cat"));
    try {
      resident.hear(DEADLINE);
      return new NetworkNamespace(resident);
    } catch (RuntimeException failed) {
      resident.close();
      throw failed;
    }
  }

  /** What {@code nsenter --net=} takes. */
  public String path() {
    return "/proc/" + resident.pid() + "/ns/net";
  }

  /** Of the process that keeps the namespace. */
  public long residentPid() {
    return resident.pid();
  }

  /** Runs a command in here to its end, and returns what it wrote. */
  public String run(String... command) {
    return Command.run(Place.here().in(this).around(List.of(command)));
  }

  /**
   * Lays a cable to another namespace.
   *
   * @param address with prefix length, such as {@code 10.77.0.1/24} or {@code fd77::1/64}; taken
   *     for our end
   * @param otherAddress the same for the other end
   */
  public void connect(String address, NetworkNamespace other, String otherAddress) {
    String end = "cable" + ++cables;
    String otherEnd = "cable" + ++other.cables;
    run(
        "ip",
        "link",
        "add",
        end,
        "type",
        "veth",
        "peer",
        "name",
        otherEnd,
        "netns",
        Long.toString(other.residentPid()));
    addAddress(end, address);
    other.addAddress(otherEnd, otherAddress);
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
    resident.close();
  }
}
