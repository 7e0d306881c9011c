package dev.pgtether.collector.namespace;

import dev.pgtether.collector.table.ListingEnd;
import dev.pgtether.collector.table.SocketRow;
import dev.pgtether.correlation.fact.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks for every socket at some endpoints, whatever it is connected to: where there is but one, it
 * is the endpoint's. One local port may be connected to several far ends at once.
 */
final class Contest {

  /**
   * A listing resumes by counting within a bucket (inet_diag_dump_icsk), so a socket that stands
   * all along can be passed over when others before it go: what it was is asked twice.
   */
  private static final int LISTINGS = 2;

  private final NamespaceTables tables;
  private final ScanTask task;

  Contest(NamespaceTables tables, ScanTask task) {
    this.tables = tables;
    this.task = task;
  }

  /** A row that is there twice is one socket. */
  private record Stood(long cookie, Endpoint peer) {}

  /** {@code listed}, with what is found to stand alone marked. */
  List<ListedSocket> settle(Collection<ListedSocket> listed) {
    Set<Endpoint> contested =
        listed.stream()
            .map(ListedSocket::local)
            .filter(task.query().soleCheckEndpoints()::contains)
            .collect(Collectors.toUnmodifiableSet());
    // Without cookies nothing tells one socket from the next on the same addresses and ports.
    if (contested.isEmpty() || !tables.hasDiagnosis()) {
      return new ArrayList<>(listed);
    }
    Map<Endpoint, Set<Stood>> standing = new HashMap<>();
    boolean complete = true;
    for (int i = 0; i < LISTINGS && complete; i++) {
      complete = list(contested, standing) == ListingEnd.COMPLETE;
    }
    if (!complete) {
      return new ArrayList<>(listed); // nothing is missing but this answer
    }
    return listed.stream()
        .map(socket -> isAlone(socket, standing) ? socket.foundAlone() : socket)
        .toList();
  }

  private ListingEnd list(Set<Endpoint> contested, Map<Endpoint, Set<Stood>> standing) {
    Set<Integer> ports =
        contested.stream().map(Endpoint::port).collect(Collectors.toUnmodifiableSet());
    return tables.list(
        ListedSocket.STANDING.fromLocalPorts(ports),
        task.deadline(),
        row -> {
          Endpoint local = row.local();
          if (contested.contains(local)) {
            standing.computeIfAbsent(local, at -> new HashSet<>(1)).add(stood(row));
          }
        });
  }

  private static Stood stood(SocketRow row) {
    return new Stood(row.cookie(), row.peer());
  }

  private static boolean isAlone(ListedSocket socket, Map<Endpoint, Set<Stood>> standing) {
    return Set.of(new Stood(socket.key().cookie(), socket.peer()))
        .equals(standing.get(socket.local()));
  }
}
