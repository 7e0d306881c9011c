package dev.pgtether.audit.document;

import dev.pgtether.correlation.fact.BackendId;
import dev.pgtether.correlation.fact.SocketHolder;
import dev.pgtether.correlation.pairing.Pairing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a backend since the audit before. */
public enum Change {
  /** It was not there. */
  NEW('+'),
  /** It is there no more; its row is the one of the audit before. */
  GONE('-'),
  /** Its verdict, or the processes named, are others. */
  PAIRING('!'),
  /** Its session is in another state. */
  STATE('~');

  private final char mark;

  Change(char mark) {
    this.mark = mark;
  }

  /** One character in front of the row. */
  public char mark() {
    return mark;
  }

  /** A pairing, and what is new about it; null when nothing is. */
  public record Marked(Pairing pairing, @Nullable Change change) {}

  /**
   * The pairings of {@code now} with what is new about each, and those of {@code before} that are
   * gone, by backend pid.
   */
  public static List<Marked> between(List<Pairing> before, List<Pairing> now) {
    Map<BackendId, Pairing> earlier = HashMap.newHashMap(before.size());
    before.forEach(pairing -> earlier.put(pairing.backend().id(), pairing));
    List<Marked> marked = new ArrayList<>(now.size());
    for (Pairing pairing : now) {
      marked.add(new Marked(pairing, of(earlier.remove(pairing.backend().id()), pairing)));
    }
    earlier.values().forEach(gone -> marked.add(new Marked(gone, GONE)));
    marked.sort(
        Comparator.<Marked>comparingInt(row -> row.pairing().backend().id().pid())
            .thenComparingLong(row -> row.pairing().backend().id().startMicros()));
    return marked;
  }

  private static @Nullable Change of(@Nullable Pairing before, Pairing now) {
    if (before == null) {
      return NEW;
    }
    if (before.verdict() != now.verdict() || !processes(before).equals(processes(now))) {
      return PAIRING;
    }
    return before.backend().state() == now.backend().state() ? null : STATE;
  }

  private static List<Object> processes(Pairing pairing) {
    return pairing.holders().stream().<Object>map(SocketHolder::process).toList();
  }
}
