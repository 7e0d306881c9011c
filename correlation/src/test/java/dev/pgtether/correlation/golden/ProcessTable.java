package dev.pgtether.correlation.golden;

import dev.pgtether.correlation.fact.ProcessId;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.fact.SocketHolders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table PROCESSES of {@code sockets.txt}, and the holders of a socket. */
final class ProcessTable {

  static final TableLayout LAYOUT =
      TableLayout.of("PROCESSES", "pid", "command", "started").withOptional("container");

  private static final String OTHERS_POSSIBLE = "others possible";

  private final Map<Integer, SocketHolder> holders = new HashMap<>();

  ProcessTable(List<TableRow> rows) {
    for (TableRow tableRow : rows) {
      int pid = tableRow.pid("pid");
      ProcessId process = new ProcessId(pid, tableRow.age("started").micros());
      String container = tableRow.has("container") ? tableRow.text("container") : null;
      if (holders.put(pid, new SocketHolder(process, pid, tableRow.text("command"), container))
          != null) {
        throw new IllegalArgumentException(tableRow.where() + ": process " + pid + " twice");
      }
    }
  }

  /**
   * Reads {@code 4711, 4712}, {@code 4711, others possible}, {@code nobody} or {@code unreadable}.
   */
  SocketHolders holders(TableRow tableRow, String column) {
    return switch (tableRow.text(column)) {
      case "nobody" -> new SocketHolders.Nobody();
      case "unreadable" -> new SocketHolders.Unreadable();
      default -> {
        List<String> words = new ArrayList<>(tableRow.list(column));
        boolean all = !words.remove(OTHERS_POSSIBLE);
        yield tableRow.read(
            column,
            text -> new SocketHolders.Known(words.stream().map(this::holder).toList(), all));
      }
    };
  }

  private SocketHolder holder(String pid) {
    SocketHolder socketHolder = holders.get(Integer.parseInt(pid));
    if (socketHolder == null) {
      throw new IllegalArgumentException("process " + pid + " is not in PROCESSES");
    }
    return socketHolder;
  }
}
