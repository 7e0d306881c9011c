package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.Pod;
import dev.pgtether.correlation.fact.Tombstone;
import dev.pgtether.correlation.fact.Workload;

/** The pod that a backend's client runs in, or ran in. */
public sealed interface Client {

  String podUid();

  String namespace();

  String podName();

  Workload workload();

  /** It is there. */
  record Live(Pod pod) implements Client {

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

  /** It has finished, or was deleted. */
  record Gone(Tombstone tombstone) implements Client {

    @Override
    public String podUid() {
      return tombstone.uid();
    }

    @Override
    public String namespace() {
      return tombstone.namespace();
    }

    @Override
    public String podName() {
      return tombstone.name();
    }

    @Override
    public Workload workload() {
      return tombstone.workload();
    }
  }
}
