package dev.pgtether.testkit.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results for people: aligned columns, and what they must not overlook below. */
public record TableReport(Machine machine, List<Result> results) {

  private static final List<String> HEAD =
      List.of("work", "against", "ours", "theirs", "ratio", "target", "limit", "× limit", "ok?");
  private static final int FIRST_NUMBER = 2;
  private static final int LAST_NUMBER = 7;
  private static final int LONGEST_REASON = 100;

  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%n%d cores, %s, Java %s, load %.1f%n%n"
            .formatted(machine.processors(), machine.kernel(), machine.java(), machine.load()));
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    results.forEach(result -> rows.add(row(result)));
    rows.forEach(row -> text.append(line(row, widths(rows))).append('\n'));
    text.append('\n');
    remark(text, "could not run", results.stream().filter(Result::failed).toList());
    remark(text, "missed the target", results.stream().filter(Result::missed).toList());
    if (machine.load() > machine.processors() + 1) {
      text.append("The machine had more to do than this: take the ratios as rough.\n");
    }
    return text.toString();
  }

  private static void remark(StringBuilder text, String what, List<Result> which) {
    if (!which.isEmpty()) {
      List<String> names = which.stream().map(result -> result.benchmark().name()).toList();
      text.append(
          "!!! %d of them %s: %s%n".formatted(which.size(), what, String.join(", ", names)));
    }
  }

  private static List<String> row(Result result) {
    Benchmark benchmark = result.benchmark();
    String target = number(benchmark.target());
    return switch (result.outcome()) {
      case Outcome.Measured measured ->
          List.of(
              benchmark.work(),
              benchmark.against(),
              benchmark.unit().text(measured.ours()),
              benchmark.unit().text(measured.theirs()),
              number(measured.ratio()),
              target,
              measured.limit() == null ? "-" : benchmark.unit().text(measured.limit()),
              measured.limit() == null ? "-" : number(measured.ours() / measured.limit()),
              result.missed() ? "!!! MISSED" : "yes");
      case Outcome.Skipped(String need) -> unmeasured(benchmark, target, "skipped: " + need);
      case Outcome.Failed(String why) -> unmeasured(benchmark, target, "!!! FAILED: " + why);
    };
  }

  private static List<String> unmeasured(Benchmark benchmark, String target, String reason) {
    String line = reason.lines().findFirst().orElse("");
    return List.of(
        benchmark.work(),
        benchmark.against(),
        "-",
        "-",
        "-",
        target,
        "-",
        "-",
        line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line);
  }

  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length - 1; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return widths;
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String padding = " ".repeat(Math.max(0, widths[column] - row.get(column).length()));
      boolean right = column >= FIRST_NUMBER && column <= LAST_NUMBER;
      line.append(right ? padding + row.get(column) : row.get(column) + padding).append("  ");
    }
    return line.toString().stripTrailing();
  }

  /** Two decimals, and a third where two would say little. */
  private static String number(double ratio) {
    return String.format(Locale.ROOT, ratio < 0.1 ? "%.3f" : "%.2f", ratio);
  }
}
