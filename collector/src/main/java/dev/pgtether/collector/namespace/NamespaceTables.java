package dev.pgtether.collector.namespace;

import dev.pgtether.collector.kernel.Deadline;
import dev.pgtether.collector.kernel.Errno;
import dev.pgtether.collector.kernel.Kernel;
import dev.pgtether.collector.netlink.InterfaceAddresses;
import dev.pgtether.collector.netlink.NetlinkRefusedException;
import dev.pgtether.collector.netlink.SocketDiagnosis;
import dev.pgtether.collector.netlink.UnixConnection;
import dev.pgtether.collector.table.ListingEnd;
import dev.pgtether.collector.table.ProcNetTcp;
import dev.pgtether.collector.table.RowSink;
import dev.pgtether.collector.table.SocketRow;
import dev.pgtether.collector.table.TcpFilter;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.correlation.fact.ScanCoverage.SocketListing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's tables of the network namespace that the calling thread is in. For that thread only.
 */
public final class NamespaceTables implements AutoCloseable {

  private final SocketDiagnosis diagnosis;
  private final InterfaceAddresses interfaces;
  private final ListingMeans means;

  public NamespaceTables(Kernel kernel, ListingMeans means) {
    diagnosis = new SocketDiagnosis(kernel);
    interfaces = new InterfaceAddresses(kernel);
    this.means = means;
  }

  /** The kernel tells more than a line of text: cookies, ages, single sockets. */
  boolean hasDiagnosis() {
    return means.current() != SocketListing.PROC_NET;
  }

  /** Lists sockets by the best means; what an interrupted listing lacks is asked for once more. */
  ListingEnd list(TcpFilter filter, Deadline deadline, RowSink sink) {
    ListingEnd end = listOnce(filter, deadline, sink);
    return end == ListingEnd.INTERRUPTED ? listOnce(filter, deadline, sink) : end;
  }

  private ListingEnd listOnce(TcpFilter filter, Deadline deadline, RowSink sink) {
    while (true) {
      try {
        return switch (means.current()) {
          case DIAG_ONE_PASS -> diagnosis.listOnePass(filter, deadline, sink);
          case DIAG_PER_FAMILY -> diagnosis.listPerFamily(filter, deadline, sink);
          case PROC_NET -> listText(filter, sink);
        };
      } catch (NetlinkRefusedException refused) {
        if (refused.errno() == Errno.EMFILE || !means.fallBack()) {
          throw new IllegalStateException("listing TCP sockets: " + refused.getMessage(), refused);
        }
      }
    }
  }

  private static ListingEnd listText(TcpFilter filter, RowSink sink) {
    for (String file : new String[] {"tcp", "tcp6"}) {
      // thread-self, since a thread may stand in another network namespace than its process
      Path path = Path.of("/proc/thread-self/net", file);
      try {
        ProcNetTcp.parse(Files.readAllBytes(path), filter, sink);
      } catch (NoSuchFileException withoutIpv6) {
        // then it has no rows either
      } catch (IOException e) {
        throw new IllegalStateException(
            "neither the kernel's socket diagnosis nor %s can be read: %s; allow one of them"
                .formatted(path, e),
            e);
      }
    }
    return ListingEnd.COMPLETE;
  }

  /**
   * The one socket with these ends; null when there is none, or the kernel does not answer for
   * single ones.
   */
  @Nullable SocketRow find(
      Endpoint local, Endpoint peer, int networkInterface, long cookie, Deadline deadline) {
    if (!hasDiagnosis()) {
      return null;
    }
    try {
      return diagnosis.find(local, peer, networkInterface, cookie, deadline);
    } catch (NetlinkRefusedException refused) {
      return null; // a listing was not refused; this one socket stays unconfirmed
    }
  }

  /** Adds accepted Unix-domain connections; true when nothing interrupted the listing. */
  boolean unixAccepted(String nameEnd, Deadline deadline, List<UnixConnection> found) {
    try {
      ListingEnd end = diagnosis.listUnixAccepted(nameEnd, deadline, found);
      if (end == ListingEnd.INTERRUPTED) {
        end = diagnosis.listUnixAccepted(nameEnd, deadline, found);
      }
      return end == ListingEnd.COMPLETE;
    } catch (NetlinkRefusedException refused) {
      return false; // a kernel without CONFIG_UNIX_DIAG: Unix-domain clients stay unknown
    }
  }

  Set<IpAddress> addresses(Deadline deadline) {
    try {
      return interfaces.read(deadline);
    } catch (NetlinkRefusedException refused) {
      return addressesByIoctl();
    }
  }

  private static Set<IpAddress> addressesByIoctl() {
    Set<IpAddress> addresses = new HashSet<>();
    try {
      for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
        for (InetAddress address : each.inetAddresses().toList()) {
          addresses.add(IpAddress.of(address));
        }
      }
    } catch (IOException e) {
      return Set.of(); // no address is known to be this namespace's: nothing here stands for one
    }
    return addresses;
  }

  @Override
  public void close() {
    diagnosis.close();
    interfaces.close();
  }
}
