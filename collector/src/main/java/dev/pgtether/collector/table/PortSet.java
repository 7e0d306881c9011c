package dev.pgtether.collector.table;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.IntStream;

/** Some ports, or any. */
final class PortSet {

  static final PortSet ANY = new PortSet(new int[0]);

  private final int[] ascending;

  private PortSet(int[] ascending) {
    this.ascending = ascending;
  }

  static PortSet of(Collection<Integer> ports) {
    return new PortSet(ports.stream().mapToInt(Integer::intValue).sorted().toArray());
  }

  boolean accepts(int port) {
    return ascending.length == 0
        || (ascending.length == 1
            ? ascending[0] == port
            : Arrays.binarySearch(ascending, port) >= 0);
  }

  IntStream stream() {
    return Arrays.stream(ascending);
  }
}
