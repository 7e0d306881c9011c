package dev.pgtether.audit.document;

import static dev.pgtether.audit.document.TableColumn.APPLICATION;
import static dev.pgtether.audit.document.TableColumn.COMMAND;
import static dev.pgtether.audit.document.TableColumn.CONTAINER;
import static dev.pgtether.audit.document.TableColumn.DATABASE;
import static dev.pgtether.audit.document.TableColumn.POD;
import static dev.pgtether.audit.document.TableColumn.SINCE;
import static dev.pgtether.audit.document.TableColumn.STATE;
import static dev.pgtether.audit.document.TableColumn.USER;
import static dev.pgtether.audit.document.TableColumn.WORKLOAD;

import dev.pgtether.correlation.fact.SessionState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which columns a table shows and how wide each is. What does not fit gives way in this order:
 * columns that say nothing about any row, the ends of names, the long words for states, whole
 * columns. The first four and the verdict never do.
 *
 * @param columns with their widths, in the order of the table
 * @param shortStates {@link #shortState} stands for PostgreSQL's words
 * @param left the columns that found no room
 */
record Layout(Map<TableColumn, Integer> columns, boolean shortStates, List<TableColumn> left) {

  /** Between two columns. */
  static final int GAP = 2;

  private static final List<TableColumn> SHRINKING =
      List.of(APPLICATION, DATABASE, USER, COMMAND, CONTAINER, WORKLOAD, POD);
  private static final List<TableColumn> LEAVING =
      List.of(WORKLOAD, CONTAINER, DATABASE, USER, APPLICATION, COMMAND, SINCE, STATE);
  private static final int LEAST = 8;

  /**
   * The layout of a table within {@code width} columns.
   *
   * @param texts the texts of the rows, one list for each
   * @param columns those to show as far as there is room
   */
  static Layout of(List<RowText> texts, Set<TableColumn> columns, int width) {
    Set<TableColumn> shown = EnumSet.copyOf(columns);
    List<TableColumn> leaving = new ArrayList<>(LEAVING);
    List<TableColumn> left = new ArrayList<>();
    Map<TableColumn, Integer> widths = widths(texts, shown, false);
    if (total(widths) <= width) {
      return new Layout(widths, false, left);
    }
    for (TableColumn column : LEAVING) {
      if (shown.contains(column)
          && !texts.isEmpty()
          && texts.stream().allMatch(row -> row.isSilent(column))) {
        shown.remove(column);
        leaving.remove(column);
        left.add(column);
      }
    }
    widths = shrunk(widths(texts, shown, false), width);
    boolean shortStates = total(widths) > width;
    while (shortStates) {
      widths = shrunk(widths(texts, shown, true), width);
      if (total(widths) <= width || leaving.isEmpty()) {
        break;
      }
      TableColumn leaves = leaving.removeFirst();
      if (shown.remove(leaves)) {
        left.add(leaves);
      }
    }
    Collections.sort(left);
    return new Layout(widths, shortStates, left);
  }

  private static Map<TableColumn, Integer> widths(
      List<RowText> texts, Set<TableColumn> shown, boolean shortStates) {
    Map<TableColumn, Integer> widths = new EnumMap<>(TableColumn.class);
    for (TableColumn column : shown) {
      int widest = column.heading().length();
      for (RowText row : texts) {
        widest = Math.max(widest, Columns.of(row.of(column, shortStates)));
      }
      widths.put(column, widest);
    }
    return widths;
  }

  private static Map<TableColumn, Integer> shrunk(Map<TableColumn, Integer> widths, int width) {
    for (TableColumn column : SHRINKING) {
      Integer natural = widths.get(column);
      int over = total(widths) - width;
      if (natural != null && over > 0) {
        int least = Math.min(natural, Math.max(LEAST, column.heading().length()));
        widths.put(column, Math.max(least, natural - over));
      }
    }
    return widths;
  }

  private static int total(Map<TableColumn, Integer> widths) {
    return widths.values().stream().mapToInt(Integer::intValue).sum() + GAP * (widths.size() - 1);
  }

  /** PostgreSQL's word for a state, or a shorter one that says the same. */
  static String shortState(String state) {
    if (state.equals(SessionState.IDLE_IN_TRANSACTION.word())) {
      return "idle in tx";
    }
    if (state.equals(SessionState.IDLE_IN_TRANSACTION_ABORTED.word())) {
      return "aborted tx";
    }
    return state.equals(SessionState.FASTPATH.word()) ? "fastpath" : state;
  }
}
