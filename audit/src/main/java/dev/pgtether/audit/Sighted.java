package dev.pgtether.audit;

import dev.pgtether.correlation.fact.AgentReport;
import java.util.List;
import java.util.Set;

/**
 * What the agents have answered.
 *
 * @param asked the uids of the pods whose agents were asked
 * @param silent those of {@code asked} that have not answered in time
 */
public record Sighted(List<AgentReport> reports, Set<String> asked, Set<String> silent) {

  /** Nobody was asked. */
  public static final Sighted NOTHING = new Sighted(List.of(), Set.of(), Set.of());

  public Sighted {
    reports = List.copyOf(reports);
    asked = Set.copyOf(asked);
    silent = Set.copyOf(silent);
    if (!asked.containsAll(silent)) {
      throw new IllegalArgumentException("only who was asked can be silent");
    }
  }
}
