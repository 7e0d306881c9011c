package dev.pgtether.cli;

import dev.pgtether.audit.document.Audited;
import dev.pgtether.audit.document.CsvDocument;
import dev.pgtether.audit.document.Gap;
import dev.pgtether.audit.document.JsonDocument;
import dev.pgtether.audit.document.Paragraph;
import dev.pgtether.audit.document.Remarks;
import dev.pgtether.audit.document.Table;
import dev.pgtether.audit.document.TableColumn;
import dev.pgtether.audit.document.TableStyle;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Prints audits, one after the other. */
final class Printer {

  private final Console console;
  private final ViewOptions view;
  private final boolean several;
  private boolean begun;

  /**
   * @param several more than one audit is printed: JSON then takes a line each
   */
  Printer(Console console, ViewOptions view, boolean several) {
    this.console = console;
    this.view = view;
    this.several = several;
  }

  void print(Audited whole) {
    Audited audited = view.select(whole);
    PrintStream out = console.out();
    switch (view.output()) {
      case table -> printTable(audited, out);
      case json -> {
        boolean forReading = !several && console.terminalColumns().getAsInt() > 0;
        out.print(forReading ? JsonDocument.pretty(audited) : JsonDocument.compact(audited));
        out.print('\n');
      }
      case csv -> out.print(begun ? CsvDocument.continued(audited) : CsvDocument.of(audited));
    }
    out.flush();
    if (view.output() != ViewOptions.Output.table
        && Gap.of(audited).stream().anyMatch(Gap::blocking)) {
      Remarks.notSeen(audited).forEach(line -> console.err().println("pgtether: " + line));
      console.err().flush();
    }
    begun = true;
  }

  private void printTable(Audited audited, PrintStream out) {
    if (begun) {
      out.print('\n');
    }
    int columns = console.terminalColumns().getAsInt();
    Table table = Table.of(audited, view.style(console, columns, false));
    for (String line : table.lines()) {
      out.print(line);
      out.print('\n');
    }
    out.print('\n');
    remarks(audited, table, columns).forEach(line -> out.print(line + "\n"));
  }

  /** The lines under a table, broken to fit. */
  static List<String> remarks(Audited audited, Table table, int columns) {
    List<String> remarks = new ArrayList<>();
    remarks.add(Remarks.summary(audited));
    remarks.addAll(Remarks.notSeen(audited));
    if (!table.left().isEmpty()) {
      remarks.add(
          "no room in "
              + columns
              + " columns: "
              + table.left().stream().map(TableColumn::heading).collect(Collectors.joining(", "))
              + " (in full: pgtether audit ... | less -S)");
    }
    int width = columns == 0 ? TableStyle.UNBOUNDED : columns;
    return remarks.stream().flatMap(text -> Paragraph.wrap(text, "", width).stream()).toList();
  }
}
