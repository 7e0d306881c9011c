package dev.pgtether.sidecar;

import java.nio.file.Path;
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

  /**
   * Every road through the program once, while its image is built.
   *
   * @param folder keys that are made for it and thrown away
   */
  record Rehearse(Path folder) implements Order {}

  /** The conversation with the operator, until the process is told to end. */
  record Exchange() implements Order {}

  record Help() implements Order {}

  record Version() implements Order {}
}
