package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.Workload;
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
final class Owners {

  /** A Deployment's deletion takes its ReplicaSets away before their pods are gone. */
  private static final int REMEMBERED = 10_000;

  private final Map<String, Link> links = new HashMap<>();
  private final Map<String, Link> removed =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Link> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * A ReplicaSet or a Job.
   *
   * @param above its controller
   */
  record Link(String uid, @Nullable Controller above) {
    static Link of(HasMetadata thing) {
      return new Link(thing.getMetadata().getUid(), Controller.of(thing));
    }
  }

  /** A further feed of ReplicaSets or Jobs: each knows of its own alone. */
  Sink<Link> feed() {
    return new Feeding();
  }

  private final class Feeding implements Sink<Link> {
    private final Set<String> mine = new HashSet<>();

    @Override
    public void listed(Collection<Link> all, Instant asked, Instant heard) {
      synchronized (Owners.this) {
        Set<String> vanished = new HashSet<>(mine);
        for (Link link : all) {
          vanished.remove(link.uid());
          put(link);
        }
        vanished.forEach(this::remove);
      }
    }

    @Override
    public void seen(Link link, Instant at) {
      synchronized (Owners.this) {
        put(link);
      }
    }

    @Override
    public void gone(Link link, Instant at) {
      synchronized (Owners.this) {
        remove(link.uid());
      }
    }

    @Override
    public void alive(Instant at) {}

    private void put(Link link) {
      mine.add(link.uid());
      links.put(link.uid(), link);
    }

    private void remove(String uid) {
      mine.remove(uid);
      Link link = links.remove(uid);
      if (link != null) {
        removed.put(uid, link);
      }
    }
  }

  /**
   * The pod's workload: the pod itself where nothing controls it, or only its node (a static pod).
   */
  synchronized Workload top(PodRecord pod) {
    Controller top = pod.controller();
    if (top == null || top.kind().equals("Node")) {
      return new Workload("Pod", pod.namespace(), pod.name());
    }
    Link link = links.getOrDefault(top.uid(), removed.get(top.uid()));
    if (link != null && link.above() != null) {
      top = link.above();
    }
    return new Workload(top.kind(), pod.namespace(), top.name());
  }
}
