package dev.pgtether.operator.cluster.pods;

import dev.pgtether.operator.cluster.pods.PodDirectory.AgentImagePullFailure;
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
public final class AgentImagePullFailures {

  private static final Logger LOG = System.getLogger(AgentImagePullFailures.class.getName());

  private final Map<String, RememberedFailure> byUid = new HashMap<>();

  /**
   * @param until null while the pod is there
   */
  private record RememberedFailure(
      String namespace, AgentImagePullFailure agent, @Nullable Instant until) {
    boolean isExpired(Instant now) {
      return until != null && until.isBefore(now);
    }
  }

  synchronized void podUpdated(PodRecord pod) {
    String reason = pod.terminal() ? null : pod.agentImagePullError();
    if (reason != null) {
      if (byUid.values().stream()
          .noneMatch(rememberedFailure -> rememberedFailure.namespace().equals(pod.namespace()))) {
        LOG.log(
            Level.WARNING,
            "The agent''s image cannot be pulled ({0}), and pod {1}/{2} does not start without:"
                + " kubectl describe pod says why. Pods that are created there get no agent until"
                + " it can.",
            reason,
            pod.namespace(),
            pod.name());
      }
      byUid.put(
          pod.uid(),
          new RememberedFailure(
              pod.namespace(), new AgentImagePullFailure(pod.name(), reason), null));
    } else if (byUid.remove(pod.uid()) != null && !pod.terminal()) {
      byUid
          .values()
          .removeIf(
              rememberedFailure ->
                  rememberedFailure.until() != null
                      && rememberedFailure.namespace().equals(pod.namespace()));
    }
  }

  synchronized void podDeleted(String uid, Instant at) {
    byUid.values().removeIf(rememberedFailure -> rememberedFailure.isExpired(at));
    byUid.computeIfPresent(
        uid,
        (any, rememberedFailure) ->
            new RememberedFailure(
                rememberedFailure.namespace(),
                rememberedFailure.agent(),
                at.plus(AgentImagePullFailure.REMEMBERED)));
  }

  /** One of a namespace, if there are any. */
  public synchronized Optional<AgentImagePullFailure> inNamespace(String namespace, Instant now) {
    return byUid.values().stream()
        .filter(
            rememberedFailure ->
                rememberedFailure.namespace().equals(namespace)
                    && !rememberedFailure.isExpired(now))
        .map(RememberedFailure::agent)
        .findAny();
  }
}
