package dev.pgtether.collector.netlink;

import dev.pgtether.collector.kernel.Deadline;
import dev.pgtether.collector.kernel.Errno;
import dev.pgtether.collector.kernel.Kernel;
import dev.pgtether.collector.table.ListingEnd;
import dev.pgtether.collector.table.RowSink;
import dev.pgtether.collector.table.SocketRow;
import dev.pgtether.collector.table.TcpFilter;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.TcpState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's socket diagnosis, sock_diag(7), of the network namespace it was opened in. Needs no
 * capability.
 */
public final class SocketDiagnosis implements AutoCloseable {

  private static final int UNIX_MESSAGE = 16;

  private final NetlinkSocket socket;
  private final DiagnosisRow row = new DiagnosisRow();

  public SocketDiagnosis(Kernel kernel) {
    socket = new NetlinkSocket(kernel, NetlinkSocket.Protocol.SOCK_DIAG);
  }

  /**
   * Lists TCP sockets of both families in one walk of the kernel's table. A listing is not atomic:
   * a socket that stands all along may be missed when others come and go in its bucket.
   *
   * @throws NetlinkRefusedException when the kernel refuses, or knows no such request
   */
  public ListingEnd listOnePass(TcpFilter filter, Deadline deadline, RowSink sink)
      throws NetlinkRefusedException {
    return list(SocketRequest.dumpOnePass(filter), SocketRequest.ONE_PASS, filter, deadline, sink);
  }

  /** As {@link #listOnePass}, in two walks, by the request that replaced the old one. */
  public ListingEnd listPerFamily(TcpFilter filter, Deadline deadline, RowSink sink)
      throws NetlinkRefusedException {
    ListingEnd end = ListingEnd.COMPLETE;
    for (int family : new int[] {SocketRequest.AF_INET, SocketRequest.AF_INET6}) {
      ListingEnd one =
          list(
              SocketRequest.dumpFamily(family, filter),
              SocketRequest.BY_FAMILY,
              filter,
              deadline,
              sink);
      if (one.compareTo(end) > 0) {
        end = one;
      }
    }
    return end;
  }

  /**
   * The rows of a dump are of the request's own type (inet_diag_dump_icsk takes it from the
   * request's header).
   */
  private ListingEnd list(
      byte[] request, int type, TcpFilter filter, Deadline deadline, RowSink sink)
      throws NetlinkRefusedException {
    return socket.dump(
        request,
        type,
        deadline,
        (bytes, from, end) -> {
          boolean readable =
              filter.withInfo() ? row.readWithInfo(bytes, from, end) : row.read(bytes, from, end);
          if (readable && filter.accepts(row.state(), row.localPort(), row.peerPort())) {
            sink.row(row);
          }
        });
  }

  /**
   * The one socket with these ends, with its past; null when there is none, or another one by now.
   *
   * @param cookie which socket it must be; −1 for any
   */
  public @Nullable SocketRow find(
      Endpoint local, Endpoint peer, int networkInterface, long cookie, Deadline deadline)
      throws NetlinkRefusedException {
    byte[] request = SocketRequest.exact(local, peer, networkInterface, cookie);
    int end = socket.exchange(request, SocketRequest.BY_FAMILY, deadline);
    if (end < 0) {
      return switch (-end) {
        case Errno.ENOENT, Errno.ESTALE, Errno.EAGAIN, Errno.EINVAL -> null;
        default -> throw new NetlinkRefusedException("looking one socket up", -end);
      };
    }
    // The kernel's lookup falls back to a listener on that port (inet_lookup): what it found has to
    // be compared.
    boolean same =
        row.readWithInfo(socket.received(), Messages.HEADER, end)
            && row.state() != TcpState.LISTEN.number()
            && row.local().equals(local)
            && row.peer().equals(peer)
            && (cookie == -1 || row.cookie() == cookie);
    return same ? row : null;
  }

  /**
   * The accepted ends of Unix-domain stream connections whose path ends in {@code nameEnd}.
   *
   * @throws NetlinkRefusedException when the kernel has no diagnosis of Unix sockets ({@code
   *     CONFIG_UNIX_DIAG})
   */
  public ListingEnd listUnixAccepted(String nameEnd, Deadline deadline, List<UnixConnection> found)
      throws NetlinkRefusedException {
    return socket.dump(
        UnixRequest.establishedWithPeers(),
        SocketRequest.BY_FAMILY,
        deadline,
        (bytes, from, end) -> {
          if (end - from >= UNIX_MESSAGE) {
            UnixConnection connection = UnixRequest.read(bytes, from, end, nameEnd);
            if (connection != null) {
              found.add(connection);
            }
          }
        });
  }

  @Override
  public void close() {
    socket.close();
  }
}
