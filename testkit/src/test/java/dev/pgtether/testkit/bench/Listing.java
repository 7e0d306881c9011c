package dev.pgtether.testkit.bench;

import dev.pgtether.collector.kernel.Architecture;
import dev.pgtether.collector.kernel.Deadline;
import dev.pgtether.collector.kernel.Kernel;
import dev.pgtether.collector.netlink.NetlinkRefusedException;
import dev.pgtether.collector.netlink.SocketDiagnosis;
import dev.pgtether.collector.table.ListingEnd;
import dev.pgtether.collector.table.TcpFilter;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.TcpState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The established sockets to one port, listed as a scan lists them, without their holders. */
final class Listing implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Kernel kernel = new Kernel(Architecture.current());
  private final SocketDiagnosis diagnosis = new SocketDiagnosis(kernel);
  private final TcpFilter filter;

  Listing(int port) {
    filter = TcpFilter.inStates(EnumSet.of(TcpState.ESTABLISHED)).toPeerPorts(Set.of(port));
  }

  /** What {@code ss -Htn} prints of a socket, and what finding its holders needs. */
  record Listed(Endpoint local, Endpoint peer, long cookie, long inode, int uid) {}

  List<Listed> list() throws NetlinkRefusedException {
    List<Listed> listed = new ArrayList<>();
    ListingEnd end =
        diagnosis.listOnePass(
            filter,
            Deadline.in(DEADLINE),
            row ->
                listed.add(
                    new Listed(row.local(), row.peer(), row.cookie(), row.inode(), row.uid())));
    if (end != ListingEnd.COMPLETE) {
      throw new IllegalStateException("a listing of sockets that stand still ended " + end);
    }
    return listed;
  }

  @Override
  public void close() {
    diagnosis.close();
    kernel.close();
  }
}
