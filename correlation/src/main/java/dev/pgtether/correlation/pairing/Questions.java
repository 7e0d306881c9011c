package dev.pgtether.correlation.pairing;

import dev.pgtether.correlation.fact.ActivitySnapshot;
import dev.pgtether.correlation.fact.Cluster;
import dev.pgtether.correlation.fact.SocketQuery;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to ask whom, once A1 is known.
 *
 * @param local what to ask the collector in this process; null when it is not to be asked
 * @param ofPods what to ask the sidecars, by the uids of their pods: each for the sockets of its
 *     own pod and nothing else
 */
public record Questions(@Nullable SocketQuery local, Map<String, SocketQuery> ofPods) {

  public Questions {
    ofPods = Map.copyOf(ofPods);
  }

  /**
   * The questions that let {@link Correlation} decide every backend of {@code first} that can be
   * decided.
   *
   * @param cluster as it is after A1; null without one, which asks the collector in this process
   */
  public static Questions of(
      ActivitySnapshot first, ServerEndpoints endpoints, Memory memory, @Nullable Cluster cluster) {
    return cluster == null
        ? new Questions(Question.of(first, endpoints, memory), Map.of())
        : new Questions(null, Map.of());
  }
}
