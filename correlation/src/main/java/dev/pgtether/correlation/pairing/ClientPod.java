package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.PodTombstone;
import dev.pgtether.correlation.fact.Workload;

/** The pod that a backend's client runs in, or ran in. */
public sealed interface ClientPod {

  String podUid();

  String namespace();

  String podName();

  Workload workload();

  /** A pod that has not finished. */
  record Live(Pod pod) implements ClientPod {

    @Override
    public String podUid() {
      return pod.uid();
    }

    @Override
    public String namespace() {
      return pod.namespace();
    }

    @Override
    public String podName() {
      return pod.name();
    }

    @Override
    public Workload workload() {
      return pod.workload();
    }
  }

  /** A pod that has finished or was deleted. */
  record Gone(PodTombstone podTombstone) implements ClientPod {

    @Override
    public String podUid() {
      return podTombstone.uid();
    }

    @Override
    public String namespace() {
      return podTombstone.namespace();
    }

    @Override
    public String podName() {
      return podTombstone.name();
    }

    @Override
    public Workload workload() {
      return podTombstone.workload();
    }
  }
}
