package dev.pgtether.testkit.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The results for programs. */
public record JsonReport(Machine machine, List<Result> results) {

  public String text() {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode document = mapper.createObjectNode();
    document.set("machine", mapper.valueToTree(machine));
    var rows = document.putArray("results");
    results.forEach(result -> describe(rows.addObject(), result));
    return document.toPrettyString();
  }

  private static void describe(ObjectNode row, Result result) {
    Benchmark benchmark = result.benchmark();
    row.put("name", benchmark.name());
    row.put("work", benchmark.work());
    row.put("against", benchmark.against());
    row.put("target", benchmark.target());
    switch (result.outcome()) {
      case Outcome.Measured measured -> {
        row.put("unit", benchmark.unit().word());
        row.put("ours", measured.ours());
        row.put("theirs", measured.theirs());
        row.put("ratio", measured.ratio());
        if (measured.limit() != null) {
          row.put("limit", measured.limit());
          row.put("ratioToLimit", measured.ratioToLimit());
        }
        row.put("met", !result.missed());
      }
      case Outcome.Skipped(String need) -> row.put("skipped", need);
      case Outcome.Failed(String why) -> row.put("failed", why);
    }
  }
}
