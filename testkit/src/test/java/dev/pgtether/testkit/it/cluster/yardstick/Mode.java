package dev.pgtether.testkit.it.cluster.yardstick;

import dev.pgtether.testkit.cluster.PodPlan;
import java.util.Locale;

/** How much of a pod an agent is let see. */
enum Mode {
  /** A sidecar that shares the process namespace, as the applications' own user. */
  PROCESSES("EXACT"),
  /** A sidecar that changes nothing else in the pod. */
  SOCKETS("SOCKET"),
  /** No sidecar. */
  NONE("POD");

  static final String LABEL = "pgtether.dev/inject";

  /** The applications' user and group. */
  private static final long APPLICATION = 1000;

  private final String verdict;

  Mode(String verdict) {
    this.verdict = verdict;
  }

  /** Of an idle session, at best. */
  String verdict() {
    return verdict;
  }

  /** A pod whose applications have an explicit user; it asks for its sidecar as the docs say. */
  PodPlan of(PodPlan plan) {
    PodPlan pod = plan.asUser(APPLICATION, APPLICATION);
    return this == NONE ? pod : pod.labelled(LABEL, name().toLowerCase(Locale.ROOT));
  }
}
