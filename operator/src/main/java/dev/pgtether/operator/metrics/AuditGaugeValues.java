package dev.pgtether.operator.metrics;

import dev.pgtether.correlation.fact.ServerInfo;
import dev.pgtether.correlation.fact.Workload;
import dev.pgtether.correlation.pairing.ClientPod;
import dev.pgtether.correlation.pairing.Pairing;
import dev.pgtether.correlation.pairing.Verdict;
import dev.pgtether.operator.report.AuditOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What one good audit says in numbers. Pure. */
final class AuditGaugeValues {

  /** Workloads with a number of their own; the others are added up. */
  static final int MAX_WORKLOADS = 20;

  private static final String OTHER = "other";
  private static final String UNKNOWN = "unknown";

  private AuditGaugeValues() {}

  /**
   * One number.
   *
   * @param label name and value of the one label beside namespace and audit; empty for none
   */
  record GaugeValue(String name, Map<String, String> label, double value) {}

  /**
   * @param exposesWorkloads whether workloads are told by name: whoever scrapes sees every tenant's
   */
  static List<GaugeValue> of(AuditOutcome.Success success, boolean exposesWorkloads) {
    List<GaugeValue> readings = new ArrayList<>();
    ServerInfo serverInfo = success.result().serverInfo();
    List<Pairing> pairings = success.paired().pairings();
    readings.add(
        new GaugeValue("pgtether.server.connections.max", Map.of(), serverInfo.maxConnections()));
    readings.add(
        new GaugeValue(
            "pgtether.server.connections.reserved", Map.of(), serverInfo.reservedConnections()));
    // The audit's own session is one too, and a hidden one takes a slot as well.
    readings.add(
        new GaugeValue(
            "pgtether.server.connections.used",
            Map.of(),
            pairings.size() + success.paired().hiddenRows() + 1.0));
    readings.add(
        new GaugeValue("pgtether.backends.hidden", Map.of(), success.paired().hiddenRows()));
    for (Verdict verdict : Verdict.values()) {
      String word = verdict.name().toLowerCase(Locale.ROOT);
      long count = pairings.stream().filter(pairing -> pairing.verdict() == verdict).count();
      readings.add(new GaugeValue("pgtether.backends", Map.of("verdict", word), count));
    }
    if (exposesWorkloads) {
      workloads(pairings)
          .forEach(
              (workload, count) ->
                  readings.add(
                      new GaugeValue(
                          "pgtether.workload.backends", Map.of("workload", workload), count)));
    }
    return readings;
  }

  private static Map<String, Long> workloads(List<Pairing> pairings) {
    Map<String, Long> counts = new HashMap<>();
    for (Pairing pairing : pairings) {
      ClientPod clientPod = pairing.clientPod();
      counts.merge(clientPod == null ? UNKNOWN : word(clientPod.workload()), 1L, Long::sum);
    }
    Long unknown = counts.remove(UNKNOWN);
    Map<String, Long> top = new LinkedHashMap<>();
    if (unknown != null) {
      top.put(UNKNOWN, unknown);
    }
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(
            entry ->
                top.merge(
                    top.size() < MAX_WORKLOADS ? entry.getKey() : OTHER,
                    entry.getValue(),
                    Long::sum));
    return top;
  }

  private static String word(Workload workload) {
    return workload.namespace() + "/" + workload.kind() + "/" + workload.name();
  }
}
