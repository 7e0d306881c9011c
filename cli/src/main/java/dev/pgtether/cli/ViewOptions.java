package dev.pgtether.cli;

import dev.pgtether.audit.document.Audited;
import dev.pgtether.audit.document.TableStyle;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What to show of an audit, and how. */
final class ViewOptions {

  /** The forms of a document. */
  enum Output {
    table,
    json,
    csv
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table, json (schema pgtether.dev/audit/v1) or csv (${DEFAULT-VALUE}).")
  private Output output = Output.table;

  @Option(
      names = "--only",
      paramLabel = "KEY=VALUE",
      converter = Words.OfOnly.class,
      description =
          "Show only rows with verdict=..., user=... or database=...; may be repeated: the same key"
              + " again is an or, another key an and.")
  private List<Only> only = new ArrayList<>();

  @Option(
      names = "--explain",
      description = "Under each row of the table, the sentences of its evidence.")
  private boolean explain;

  @Option(
      names = "--no-color",
      description = "No colours; neither are there with NO_COLOR, or without a terminal.")
  private boolean noColour;

  Output output() {
    return output;
  }

  Audited select(Audited audited) {
    return only.isEmpty() ? audited : audited.only(Only.all(only));
  }

  /** The style of a table on a terminal; without one, nothing is cut and nothing coloured. */
  TableStyle style(Console console, int terminalColumns, boolean marks) {
    if (terminalColumns == 0) {
      return new TableStyle(TableStyle.UNBOUNDED, false, marks, explain);
    }
    return new TableStyle(terminalColumns, colours(console), marks, explain);
  }

  /** NO_COLOR by no-color.org: set to anything but nothing. */
  private boolean colours(Console console) {
    return !noColour
        && console.environment().getOrDefault("NO_COLOR", "").isEmpty()
        && !console.environment().getOrDefault("TERM", "").equals("dumb");
  }
}
