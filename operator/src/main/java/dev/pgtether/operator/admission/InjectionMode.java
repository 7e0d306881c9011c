package dev.pgtether.operator.admission;

import java.util.Optional;

/** What a pod's label asks for. */
enum InjectionMode {
  /** Nothing else of the pod changes; connections are known, their processes are not. */
  SOCKETS("sockets"),
  /** Containers share one process namespace, so that the agent sees who holds a connection. */
  PROCESSES("processes");

  private final String label;

  InjectionMode(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  static Optional<InjectionMode> of(String label) {
    for (InjectionMode injectionMode : values()) {
      if (injectionMode.label.equals(label)) {
        return Optional.of(injectionMode);
      }
    }
    return Optional.empty();
  }
}
