package dev.pgtether.operator.scan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * For each pod: its agent's held exchanges, and what is to be asked. Remembers nobody who has
 * neither.
 */
final class ScanQueue {

  /** An agent uses one; a second one may stand while the first breaks. */
  static final int EXCHANGES_PER_POD = 2;

  /** Several audits may ask one pod at a time. */
  static final int ASKS_PER_POD = 64;

  private final ConcurrentHashMap<String, Line> lines = new ConcurrentHashMap<>();

  /**
   * Adds something to ask.
   *
   * @return false when there is too much already
   */
  boolean add(String podUid, PendingScan pendingScan) {
    boolean[] added = {false};
    lines.compute(
        podUid,
        (uid, line) -> {
          Line now = line == null ? new Line() : line;
          added[0] = now.asks.size() < ASKS_PER_POD && now.asks.add(pendingScan);
          return now.orGone();
        });
    return added[0];
  }

  void remove(String podUid, PendingScan pendingScan) {
    lines.computeIfPresent(
        podUid,
        (uid, line) -> {
          line.asks.remove(pendingScan);
          return line.orGone();
        });
  }

  /**
   * Takes the exchange of a pod that was held last: an older one may be dead without anybody
   * knowing.
   */
  @Nullable HeldExchange takeNewest(String podUid) {
    HeldExchange[] taken = new HeldExchange[1];
    lines.computeIfPresent(
        podUid,
        (uid, line) -> {
          taken[0] = line.held.pollLast();
          return line.orGone();
        });
    return taken[0];
  }

  boolean isHeld(String podUid) {
    Line line = lines.get(podUid);
    return line != null && line.holds;
  }

  /**
   * Takes what is to be put to an agent that waits, or holds it.
   *
   * @param again also what has been put to it before
   */
  Waiting hold(String podUid, HeldExchange exchange, boolean again) {
    Waiting[] result = {Waiting.HELD};
    lines.compute(
        podUid,
        (uid, line) -> {
          Line now = line == null ? new Line() : line;
          PendingScan pendingScan = now.next(again);
          if (pendingScan != null) {
            result[0] = new Waiting(pendingScan, null);
          } else {
            now.held.addLast(exchange);
            result[0] =
                new Waiting(
                    null, now.held.size() > EXCHANGES_PER_POD ? now.held.pollFirst() : null);
          }
          return now.orGone();
        });
    return result[0];
  }

  /** An exchange is over. */
  void drop(String podUid, HeldExchange exchange) {
    lines.computeIfPresent(
        podUid,
        (uid, line) -> {
          line.held.remove(exchange);
          return line.orGone();
        });
  }

  /** Takes all that are held. */
  List<HeldExchange> takeAll() {
    List<HeldExchange> all = new ArrayList<>();
    for (String podUid : lines.keySet()) {
      HeldExchange held = takeNewest(podUid);
      while (held != null) {
        all.add(held);
        held = takeNewest(podUid);
      }
    }
    return all;
  }

  int pods() {
    return lines.size();
  }

  /**
   * @param pendingScan to be put to the agent; null when there is nothing, and the exchange is held
   * @param tooMany an older exchange that has to make room
   */
  record Waiting(@Nullable PendingScan pendingScan, @Nullable HeldExchange tooMany) {
    static final Waiting HELD = new Waiting(null, null);
  }

  /** Touched only inside of the map's own lock for its pod, but for {@code holds}. */
  private static final class Line {
    final List<PendingScan> asks = new ArrayList<>(1);
    final Deque<HeldExchange> held = new ArrayDeque<>(1);
    volatile boolean holds;

    @Nullable PendingScan next(boolean again) {
      for (PendingScan pendingScan : asks) {
        if (pendingScan.take(false)) {
          return pendingScan;
        }
      }
      for (PendingScan pendingScan : asks) {
        if (again && pendingScan.take(true)) {
          return pendingScan;
        }
      }
      return null;
    }

    @Nullable Line orGone() {
      holds = !held.isEmpty();
      return asks.isEmpty() && held.isEmpty() ? null : this;
    }
  }
}
