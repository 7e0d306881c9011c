package dev.pgtether.sidecar;

import java.util.Set;

/** What the command line asks for. */
sealed interface Order {

  /**
   * One look, printed.
   *
   * @param ports destination ports, at least one
   * @param pretty indented, for reading
   */
  record Once(Set<Integer> ports, boolean pretty) implements Order {
    public Once {
      ports = Set.copyOf(ports);
    }
  }

  /** What the JVM watches once, so that it starts quicker: every road through the program. */
  record Rehearse() implements Order {}

  /** The conversation with the operator, until the process is told to end. */
  record Exchange() implements Order {}

  record Help() implements Order {}

  record Version() implements Order {}
}
