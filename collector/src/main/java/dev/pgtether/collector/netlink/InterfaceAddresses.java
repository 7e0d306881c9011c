package dev.pgtether.collector.netlink;

import dev.pgtether.collector.kernel.Deadline;
import dev.pgtether.collector.kernel.Kernel;
import dev.pgtether.collector.table.ListingEnd;
import dev.pgtether.correlation.fact.IpAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * The addresses of a network namespace's interfaces ({@code RTM_GETADDR}, rtnetlink(7)). Needs no
 * capability.
 */
public final class InterfaceAddresses implements AutoCloseable {

  private static final int GET_ADDRESS = 22;
  private static final int NEW_ADDRESS = 20;
  private static final int IFADDRMSG = 8;
  private static final int ADDRESS = 1;
  private static final int LOCAL = 2;

  private final NetlinkSocket socket;

  public InterfaceAddresses(Kernel kernel) {
    socket = new NetlinkSocket(kernel, NetlinkSocket.Protocol.ROUTE);
  }

  /**
   * All addresses of all interfaces, IPv4 and IPv6.
   *
   * @throws NetlinkRefusedException when the kernel refuses
   */
  public Set<IpAddress> read(Deadline deadline) throws NetlinkRefusedException {
    Set<IpAddress> addresses = new HashSet<>();
    ListingEnd end = dump(deadline, addresses);
    if (end == ListingEnd.INTERRUPTED) {
      dump(deadline, addresses);
    }
    return addresses;
  }

  private ListingEnd dump(Deadline deadline, Set<IpAddress> addresses)
      throws NetlinkRefusedException {
    return socket.dump(
        request(),
        NEW_ADDRESS,
        deadline,
        (bytes, from, end) -> {
          if (end - from >= IFADDRMSG) {
            addAddress(bytes, from, end, addresses);
          }
        });
  }

  static byte[] request() {
    return Messages.request(Messages.HEADER + IFADDRMSG, GET_ADDRESS, Messages.FLAG_DUMP);
  }

  /**
   * On a point-to-point interface IFA_ADDRESS is the far end and IFA_LOCAL this one
   * (linux/if_addr.h).
   */
  static void addAddress(byte[] bytes, int from, int end, Set<IpAddress> addresses) {
    int value = Messages.attribute(bytes, from + IFADDRMSG, end, LOCAL);
    if (value < 0) {
      value = Messages.attribute(bytes, from + IFADDRMSG, end, ADDRESS);
    }
    if (value >= 0) {
      int length = Messages.valueLength(bytes, value);
      if (length == 4 || length == 16) {
        addresses.add(IpAddress.ofBytes(bytes, value, length));
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
