package dev.pgtether.audit.document;

import dev.pgtether.audit.AuditResult;
import dev.pgtether.correlation.fact.ScanCoverage;
import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.PairingOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One audit, as documents show it.
 *
 * @param serverInfo the server as it described itself in the second reading
 * @param role the database role that asked
 * @param paired every pairing, shown or not
 * @param shown the pairings that were asked for, in the order in which documents write them
 * @param sights what each agent could see
 * @param insistsOnNamespaces every network namespace of the host was asked for in so many words
 * @param asked how many agents were asked and have answered; null where there is no cluster
 * @param auditedAt when the audit ended, on this machine's clock
 * @param took the whole audit, both readings and the scan
 */
public record Audited(
    ServerInfo serverInfo,
    String role,
    PairingOutcome.Paired paired,
    List<Pairing> shown,
    List<Sight> sights,
    boolean insistsOnNamespaces,
    @Nullable Asked asked,
    Instant auditedAt,
    Duration took) {

  public Audited {
    shown = List.copyOf(shown);
    sights = List.copyOf(sights);
  }

  /** An audit of one host. */
  public Audited(
      ServerInfo serverInfo,
      String role,
      PairingOutcome.Paired paired,
      List<Pairing> shown,
      List<Sight> sights,
      boolean insistsOnNamespaces,
      Instant auditedAt,
      Duration took) {
    this(serverInfo, role, paired, shown, sights, insistsOnNamespaces, null, auditedAt, took);
  }

  /**
   * How many of a cluster's agents were asked.
   *
   * @param agents asked
   * @param silent of them, have not answered in time
   */
  public record Asked(int agents, int silent) {}

  /**
   * What one agent could see.
   *
   * @param agent its name: {@code local} for the collector in this process
   */
  public record Sight(String agent, ScanCoverage scanCoverage) {}

  /**
   * A finished audit, every pairing shown.
   *
   * @param role the database role that asked
   * @param paired the outcome of {@code result}, which was not void
   */
  public static Audited of(
      AuditResult result,
      String role,
      PairingOutcome.Paired paired,
      boolean insistsOnNamespaces,
      Duration took) {
    return new Audited(
        result.serverInfo(),
        role,
        paired,
        paired.pairings(),
        result.reports().stream()
            .map(report -> new Sight(report.agent(), report.coverage()))
            .toList(),
        insistsOnNamespaces,
        result.inCluster()
            ? new Asked(result.seen().asked().size(), result.seen().silent().size())
            : null,
        result.at(),
        took);
  }

  /** The same audit, showing only the pairings that {@code wanted} accepts. */
  public Audited only(Predicate<Pairing> wanted) {
    List<Pairing> some = paired.pairings().stream().filter(wanted).toList();
    return new Audited(
        serverInfo, role, paired, some, sights, insistsOnNamespaces, asked, auditedAt, took);
  }

  /** Nothing that could have changed a row, or added one, stayed unseen. */
  public boolean isComplete() {
    return Gap.of(this).stream().noneMatch(Gap::blocking);
  }
}
