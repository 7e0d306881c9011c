package dev.pgtether.operator.cluster.pods;

import dev.pgtether.correlation.fact.Workload;
import dev.pgtether.operator.cluster.watch.ResourceSink;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From a pod's controller to the one that a person deploys: through ReplicaSets and Jobs, which are
 * listed here. Any other kind is named as the reference has it.
 */
public final class WorkloadResolver {

  /** A Deployment's deletion takes its ReplicaSets away before their pods are gone. */
  private static final int MAX_REMOVED = 10_000;

  private final Map<String, OwnerLink> links = new HashMap<>();
  private final Map<String, OwnerLink> removed =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, OwnerLink> eldest) {
          return size() > MAX_REMOVED;
        }
      };

  /**
   * A ReplicaSet or a Job.
   *
   * @param controller its controller
   */
  public record OwnerLink(String uid, @Nullable ControllerReference controller) {
    public static OwnerLink of(HasMetadata thing) {
      return new OwnerLink(thing.getMetadata().getUid(), ControllerReference.of(thing));
    }
  }

  /** A further feed of ReplicaSets or Jobs: each knows of its own alone. */
  public ResourceSink<OwnerLink> newSink() {
    return new OwnerSink();
  }

  private final class OwnerSink implements ResourceSink<OwnerLink> {
    private final Set<String> ownUids = new HashSet<>();

    @Override
    public void listed(Collection<OwnerLink> all, Instant requestedAt, Instant receivedAt) {
      synchronized (WorkloadResolver.this) {
        Set<String> vanished = new HashSet<>(ownUids);
        for (OwnerLink ownerLink : all) {
          vanished.remove(ownerLink.uid());
          put(ownerLink);
        }
        vanished.forEach(this::remove);
      }
    }

    @Override
    public void upserted(OwnerLink ownerLink, Instant at) {
      synchronized (WorkloadResolver.this) {
        put(ownerLink);
      }
    }

    @Override
    public void deleted(OwnerLink ownerLink, Instant at) {
      synchronized (WorkloadResolver.this) {
        remove(ownerLink.uid());
      }
    }

    @Override
    public void caughtUpTo(Instant at) {}

    private void put(OwnerLink ownerLink) {
      ownUids.add(ownerLink.uid());
      links.put(ownerLink.uid(), ownerLink);
    }

    private void remove(String uid) {
      ownUids.remove(uid);
      OwnerLink ownerLink = links.remove(uid);
      if (ownerLink != null) {
        removed.put(uid, ownerLink);
      }
    }
  }

  /**
   * The pod's workload: the pod itself where nothing controls it, or only its node (a static pod).
   */
  synchronized Workload workloadOf(PodRecord pod) {
    ControllerReference top = pod.controllerReference();
    if (top == null || top.kind().equals("Node")) {
      return new Workload("Pod", pod.namespace(), pod.name());
    }
    OwnerLink ownerLink = links.getOrDefault(top.uid(), removed.get(top.uid()));
    if (ownerLink != null && ownerLink.controller() != null) {
      top = ownerLink.controller();
    }
    return new Workload(top.kind(), pod.namespace(), top.name());
  }
}
