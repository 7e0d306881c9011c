package dev.pgtether.collector.namespace;

import dev.pgtether.collector.kernel.Deadline;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.ScanCoverage.Limit;
import dev.pgtether.correlation.fact.SocketQuery;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One question under way: what is wanted, until when, and what could not be seen so far. */
public final class ScanTask {

  /** A report of more would not help anybody. */
  private static final int MOST_SOCKETS = 200_000;

  private final SocketQuery query;
  private final Deadline deadline;
  private final WantedEndpoints wanted;
  private final Map<Limit.Kind, Long> limits = new EnumMap<>(Limit.Kind.class);
  private int sockets;

  /** What an audit wants to know. */
  public ScanTask(SocketQuery query, Deadline deadline) {
    this(query, deadline, new WantedEndpoints.Listed(query.clientEndpoints()));
  }

  private ScanTask(SocketQuery query, Deadline deadline, WantedEndpoints wanted) {
    this.query = query;
    this.deadline = deadline;
    this.wanted = wanted;
  }

  /** Every connection to these ports, each examined. */
  public static ScanTask survey(Set<Integer> ports, Deadline deadline) {
    SocketQuery query = new SocketQuery(ports, Set.of(), Set.of(), Set.of(), null);
    return new ScanTask(query, deadline, new WantedEndpoints.Everybody());
  }

  public SocketQuery query() {
    return query;
  }

  public Deadline deadline() {
    return deadline;
  }

  WantedEndpoints wanted() {
    return wanted;
  }

  boolean wantsAnybody() {
    return isSurvey() || !query.clientEndpoints().isEmpty();
  }

  boolean examinesAnybody() {
    return isSurvey() || !query.tcpInfoEndpoints().isEmpty();
  }

  boolean isExamined(Endpoint local) {
    return isSurvey() || query.tcpInfoEndpoints().contains(local);
  }

  private boolean isSurvey() {
    return wanted instanceof WantedEndpoints.Everybody;
  }

  /** There is room for one more socket in the report; counts those for which there is none. */
  boolean takeRoom() {
    if (sockets >= MOST_SOCKETS) {
      limit(Limit.Kind.TOO_MANY_SOCKETS, 1);
      return false;
    }
    sockets++;
    return true;
  }

  /** Something could not be seen. */
  public void limit(Limit.Kind kind, long count) {
    if (count > 0) {
      limits.merge(kind, count, Long::sum);
    }
  }

  public List<Limit> limits() {
    return limits.entrySet().stream()
        .map(limit -> new Limit(limit.getKey(), limit.getValue()))
        .toList();
  }
}
