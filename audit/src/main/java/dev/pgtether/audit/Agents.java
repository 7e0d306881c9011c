package dev.pgtether.audit;

import dev.pgtether.correlation.fact.AgentReport;
import dev.pgtether.correlation.fact.SocketQuery;
import dev.pgtether.correlation.query.SocketQueryPlan;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Port: everybody who may be asked for client sockets. */
@FunctionalInterface
public interface Agents {

  /**
   * Asks all at once, and returns when the last has answered or {@code deadline} is over. A scan
   * that began before this call does not count as an answer.
   *
   * <p>The reports carry the standpoint that their agents are known by, and their times are on this
   * process's monotonic clock ({@link AgentReport#received}).
   */
  Sighted ask(SocketQueryPlan socketQueryPlan, Duration deadline);

  /** The collector in this process, and nobody else. */
  static Agents local(SocketTable sockets) {
    return (socketQueryPlan, deadline) -> {
      SocketQuery query = socketQueryPlan.localQuery();
      return query == null
          ? Sighted.NOTHING
          : new Sighted(List.of(sockets.scan(query, deadline)), Set.of(), Set.of());
    };
  }
}
