package dev.pgtether.correlation.cases;

import dev.pgtether.correlation.fact.Holder;
import dev.pgtether.correlation.fact.Holders;
import dev.pgtether.correlation.fact.ProcessId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The processes of {@code sockets.txt}, and which of them hold a socket. */
final class Processes {

  static final Layout LAYOUT =
      Layout.of("PROCESSES", "pid", "command", "started").maybe("container");

  private static final String OTHERS_POSSIBLE = "others possible";

  private final Map<Integer, Holder> holders = new HashMap<>();

  Processes(List<Row> rows) {
    for (Row row : rows) {
      int pid = row.pid("pid");
      ProcessId process = new ProcessId(pid, row.age("started").micros());
      String container = row.has("container") ? row.text("container") : null;
      if (holders.put(pid, new Holder(process, pid, row.text("command"), container)) != null) {
        throw new IllegalArgumentException(row.where() + ": process " + pid + " twice");
      }
    }
  }

  /**
   * Reads {@code 4711, 4712}, {@code 4711, others possible}, {@code nobody} or {@code unreadable}.
   */
  Holders holders(Row row, String column) {
    return switch (row.text(column)) {
      case "nobody" -> new Holders.Nobody();
      case "unreadable" -> new Holders.Unreadable();
      default -> {
        List<String> words = new ArrayList<>(row.list(column));
        boolean all = !words.remove(OTHERS_POSSIBLE);
        yield row.read(
            column, text -> new Holders.Known(words.stream().map(this::holder).toList(), all));
      }
    };
  }

  private Holder holder(String pid) {
    Holder holder = holders.get(Integer.parseInt(pid));
    if (holder == null) {
      throw new IllegalArgumentException("process " + pid + " is not in PROCESSES");
    }
    return holder;
  }
}
