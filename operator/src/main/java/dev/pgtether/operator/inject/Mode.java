package dev.pgtether.operator.inject;

import java.util.Optional;

/** What a pod's label asks for. */
enum Mode {
  /** Nothing else of the pod changes; connections are known, their processes are not. */
  SOCKETS("sockets"),
  /** Containers share one process namespace, so that the agent sees who holds a connection. */
  PROCESSES("processes");

  private final String label;

  Mode(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  static Optional<Mode> of(String label) {
    for (Mode mode : values()) {
      if (mode.label.equals(label)) {
        return Optional.of(mode);
      }
    }
    return Optional.empty();
  }
}
