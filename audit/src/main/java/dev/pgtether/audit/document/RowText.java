package dev.pgtether.audit.document;

import java.util.EnumMap;
import java.util.Map;

/** The texts of a row, one for each column. */
record RowText(Map<TableColumn, String> texts) {

  static RowText of(Row row) {
    Map<TableColumn, String> texts = new EnumMap<>(TableColumn.class);
    for (TableColumn column : TableColumn.values()) {
      texts.put(column, column.textOf(row));
    }
    return new RowText(texts);
  }

  String of(TableColumn column) {
    return texts.getOrDefault(column, "");
  }

  /** As the table shows it, where there may be too little room for PostgreSQL's own words. */
  String of(TableColumn column, boolean shortStates) {
    String text = of(column);
    return shortStates && column == TableColumn.STATE ? Layout.shortState(text) : text;
  }

  boolean isSilent(TableColumn column) {
    return of(column).equals("?") || of(column).equals("-");
  }
}
