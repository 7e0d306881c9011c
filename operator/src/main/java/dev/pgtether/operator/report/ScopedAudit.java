package dev.pgtether.operator.report;

import dev.pgtether.correlation.fact.ClusterSnapshot;
import dev.pgtether.correlation.pairing.Evidence.Code;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.operator.api.AuditScope;
import dev.pgtether.operator.api.BackendSummary;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A good audit, as far as the spec's scope wants to know of it.
 *
 * @param pairings those in scope, by backend pid
 * @param outOfScope how many are not
 */
record ScopedAudit(AuditOutcome.Success success, List<Pairing> pairings, int outOfScope) {

  static ScopedAudit of(AuditOutcome.Success success, @Nullable AuditScope auditScope) {
    List<Pairing> all = success.paired().pairings();
    List<Pairing> wanted =
        auditScope == null
            ? all
            : all.stream()
                .filter(
                    pairing ->
                        auditScope.covers(pairing.backend().user(), pairing.backend().database()))
                .toList();
    return new ScopedAudit(success, wanted, all.size() - wanted.size());
  }

  Map<Verdict, Integer> verdicts() {
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    pairings.forEach(pairing -> counts.merge(pairing.verdict(), 1, Integer::sum));
    return counts;
  }

  List<Pairing> withVerdict(Verdict verdict) {
    return pairings.stream().filter(pairing -> pairing.verdict() == verdict).toList();
  }

  List<Pairing> withEvidence(Code code) {
    return pairings.stream().filter(pairing -> hasEvidence(pairing, code)).toList();
  }

  /** Backends of pods that the audit may not name: somebody else's. */
  int notVisible() {
    return withEvidence(Code.NOT_VISIBLE).size() - ownSessions();
  }

  /** Backends that this operator itself has for other audits, from a namespace that few may see. */
  int ownSessions() {
    ClusterSnapshot clusterSnapshot = success.clusterSnapshot();
    return clusterSnapshot.sharesNetworkWith(success.result().serverInfo())
        ? (int)
            withEvidence(Code.NOT_VISIBLE).stream()
                .map(pairing -> pairing.backend().tcpClient())
                .filter(
                    client ->
                        client != null
                            && clusterSnapshot.auditorAddresses().contains(client.address()))
                .count()
        : 0;
  }

  static boolean hasEvidence(Pairing pairing, Code code) {
    return pairing.evidence().stream().anyMatch(evidence -> evidence.code() == code);
  }

  /** Backends whose pod is known. */
  int matched() {
    Map<Verdict, Integer> counts = verdicts();
    return counts.getOrDefault(Verdict.EXACT, 0)
        + counts.getOrDefault(Verdict.SOCKET, 0)
        + counts.getOrDefault(Verdict.POD, 0);
  }

  BackendSummary summary() {
    Map<Verdict, Integer> counts = verdicts();
    var seen = success.result().seen();
    return new BackendSummary(
        pairings.size(),
        counts.getOrDefault(Verdict.EXACT, 0),
        counts.getOrDefault(Verdict.SOCKET, 0),
        counts.getOrDefault(Verdict.POD, 0),
        counts.getOrDefault(Verdict.POOLED, 0),
        counts.getOrDefault(Verdict.PROXIED, 0),
        counts.getOrDefault(Verdict.TRANSLATED, 0),
        counts.getOrDefault(Verdict.AMBIGUOUS, 0),
        counts.getOrDefault(Verdict.GHOST, 0),
        counts.getOrDefault(Verdict.ABSENT, 0),
        counts.getOrDefault(Verdict.LOCAL, 0),
        counts.getOrDefault(Verdict.EXTERNAL, 0),
        counts.getOrDefault(Verdict.UNKNOWN, 0),
        success.paired().hiddenRows(),
        notVisible(),
        success.paired().vanishedBackends(),
        seen.asked().size(),
        seen.asked().size() - seen.silent().size());
  }
}
