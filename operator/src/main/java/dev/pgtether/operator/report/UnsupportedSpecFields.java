package dev.pgtether.operator.report;

import dev.pgtether.operator.api.ConnectionAuditSpec;
import java.util.ArrayList;
import java.util.List;

/** The fields of a spec that this version takes and does not act on. */
final class UnsupportedSpecFields {

  private UnsupportedSpecFields() {}

  /** One line for each that is set. */
  static List<String> of(ConnectionAuditSpec spec) {
    List<String> lines = new ArrayList<>();
    if (!spec.hooks().isEmpty()) {
      lines.add(
          "spec.hooks ("
              + String.join(", ", spec.hooks().stream().map(hook -> hook.name()).toList())
              + "): this version finds nothing and does nothing about it, in no mode");
    }
    if (spec.thresholds() != null) {
      lines.add("spec.thresholds: this version looks for no findings");
    }
    if (!spec.expectedClients().isEmpty()) {
      lines.add("spec.expectedClients: this version looks for no findings");
    }
    if (!spec.poolers().isEmpty()) {
      lines.add(
          "spec.poolers: this version does not ask poolers; their pods stand for the clients");
    }
    if (spec.report() != null && spec.report().structured() > 0) {
      lines.add("spec.report.structured: this version writes no connections as objects");
    }
    return lines;
  }
}
