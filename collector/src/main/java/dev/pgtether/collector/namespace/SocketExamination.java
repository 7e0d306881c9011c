package dev.pgtether.collector.namespace;

import dev.pgtether.collector.table.SocketRow;
import dev.pgtether.collector.table.TcpFilter;
import dev.pgtether.correlation.fact.MonotonicInterval;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.TcpInfo;
import dev.pgtether.correlation.fact.TcpState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel about the past of some listed sockets: each by itself, or all at once where there
 * are many.
 */
final class SocketExamination {

  /** About here one listing with {@code tcp_info} becomes cheaper than a lookup for each. */
  private static final int MANY = 2_000;

  private final NamespaceTables tables;
  private final ScanTask task;

  SocketExamination(NamespaceTables tables, ScanTask task) {
    this.tables = tables;
    this.task = task;
  }

  List<ListedSocket> examine(List<ListedSocket> sockets) {
    if (!task.examinesAnybody() || !tables.hasDiagnosis()) {
      return sockets;
    }
    long wanted = sockets.stream().filter(this::isAsked).count();
    Map<Long, TcpInfo> listed = wanted > MANY ? list() : Map.of();
    List<ListedSocket> examined = new ArrayList<>(sockets.size());
    for (ListedSocket socket : sockets) {
      TcpInfo tcpInfo = null;
      if (isAsked(socket)) {
        tcpInfo = listed.get(socket.key().cookie());
        tcpInfo = tcpInfo == null ? lookUp(socket) : tcpInfo;
      }
      examined.add(tcpInfo == null ? socket : socket.examined(tcpInfo));
    }
    return examined;
  }

  private boolean isAsked(ListedSocket socket) {
    return socket.state() != TcpState.TIME_WAIT
        && socket.key().inode() != 0
        && task.isExamined(socket.local());
  }

  /** Null when the socket is gone or another one has its place: the cookie is compared. */
  private @Nullable TcpInfo lookUp(ListedSocket socket) {
    if (task.deadline().hasPassed()) {
      task.limit(Limit.Kind.DEADLINE, 1);
      return null;
    }
    long begin = System.nanoTime();
    SocketRow row =
        tables.find(
            socket.local(),
            socket.peer(),
            socket.networkInterface(),
            socket.key().cookie(),
            task.deadline());
    long end = System.nanoTime();
    return row == null || !row.hasTcpInfo()
        ? null
        : examination(row, new MonotonicInterval(begin, end));
  }

  /** By cookie. The kernel answers somewhere between the beginning and the end of the listing. */
  private Map<Long, TcpInfo> list() {
    record Past(long cookie, long lastDataSentMillis, long bytesReceived) {}
    List<Past> pasts = new ArrayList<>();
    TcpFilter filter =
        TcpFilter.inStates(EnumSet.of(TcpState.ESTABLISHED))
            .toPeerPorts(task.query().ports())
            .withTcpInfo();
    long begin = System.nanoTime();
    tables.list(
        filter,
        task.deadline(),
        row -> {
          if (row.hasTcpInfo() && task.wanted().hasLocalEndOf(row)) {
            pasts.add(new Past(row.cookie(), row.lastDataSentMillis(), row.bytesReceived()));
          }
        });
    MonotonicInterval asked = new MonotonicInterval(begin, System.nanoTime());
    Map<Long, TcpInfo> byCookie = new HashMap<>();
    for (Past past : pasts) {
      byCookie.put(
          past.cookie(), new TcpInfo(past.lastDataSentMillis(), past.bytesReceived(), asked));
    }
    return byCookie;
  }

  private static TcpInfo examination(SocketRow row, MonotonicInterval asked) {
    return new TcpInfo(row.lastDataSentMillis(), row.bytesReceived(), asked);
  }
}
