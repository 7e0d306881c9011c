package dev.pgtether.operator.cluster;

import dev.pgtether.operator.cluster.Pods.UnpulledAgent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pods that do not start for want of their agent's image. By namespace, since image pull secrets
 * are, and so that no tenant keeps another's pods without agents.
 */
final class UnpulledAgents {

  private static final Logger LOG = System.getLogger(UnpulledAgents.class.getName());

  private final Map<String, Held> byUid = new HashMap<>();

  /**
   * @param until null while the pod is there
   */
  private record Held(String namespace, UnpulledAgent agent, @Nullable Instant until) {
    boolean isOver(Instant now) {
      return until != null && until.isBefore(now);
    }
  }

  synchronized void seen(PodRecord pod) {
    String reason = pod.terminal() ? null : pod.agentUnpulled();
    if (reason != null) {
      if (byUid.values().stream().noneMatch(held -> held.namespace().equals(pod.namespace()))) {
        LOG.log(
            Level.WARNING,
            "The agent''s image cannot be pulled ({0}), and pod {1}/{2} does not start without:"
                + " kubectl describe pod says why. Pods that are created there get no agent until"
                + " it can.",
            reason,
            pod.namespace(),
            pod.name());
      }
      byUid.put(pod.uid(), new Held(pod.namespace(), new UnpulledAgent(pod.name(), reason), null));
    } else if (byUid.remove(pod.uid()) != null && !pod.terminal()) {
      byUid
          .values()
          .removeIf(held -> held.until() != null && held.namespace().equals(pod.namespace()));
    }
  }

  synchronized void gone(String uid, Instant at) {
    byUid.values().removeIf(held -> held.isOver(at));
    byUid.computeIfPresent(
        uid,
        (any, held) -> new Held(held.namespace(), held.agent(), at.plus(UnpulledAgent.REMEMBERED)));
  }

  /** One of a namespace, if there are any. */
  synchronized Optional<UnpulledAgent> in(String namespace, Instant now) {
    return byUid.values().stream()
        .filter(held -> held.namespace().equals(namespace) && !held.isOver(now))
        .map(Held::agent)
        .findAny();
  }
}
