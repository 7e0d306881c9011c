package dev.pgtether.testkit.it.cluster.yardstick;

import dev.pgtether.testkit.cluster.TestPodSpec;

/** How much of a pod an agent is let see. */
public enum Mode {
  /** A sidecar that shares the process namespace, as the applications' own user. */
  PROCESSES("EXACT"),
  /** A sidecar that changes nothing else in the pod. */
  SOCKETS("SOCKET"),
  /** No sidecar. */
  NONE("POD");

  /** The applications' user and group. */
  static final long APPLICATION = 1000;

  /** The image's own. */
  private static final long AGENT = 65_532;

  private final String verdict;

  Mode(String verdict) {
    this.verdict = verdict;
  }

  /** Of an idle session, at best. */
  public String verdict() {
    return verdict;
  }

  /** A pod whose applications have an explicit user, with a sidecar as the docs say. */
  public TestPodSpec of(TestPodSpec plan, Sidecar sidecar) {
    TestPodSpec pod = plan.asUser(APPLICATION, APPLICATION);
    return switch (this) {
      case PROCESSES -> sidecar.beside(pod, APPLICATION).sharingProcesses();
      case SOCKETS -> sidecar.beside(pod, AGENT);
      case NONE -> pod;
    };
  }
}
