package dev.pgtether.operator.tls.ca;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Namespaces of which somebody says that an agent is about to run there. That may be anybody who
 * reaches the webhook's port: it counts once the API server has told of such a pod.
 */
final class ExpectedAgentNamespaces implements AutoCloseable {

  /**
   * The watch tells of a pod within milliseconds; the kubelet mounts its volumes a little later.
   */
  private static final Duration LOOKS = Duration.ofMillis(25);

  private final Supplier<Set<String>> namespacesWithAgents;
  private final int most;
  private final Duration patience;
  private final Map<String, Expected> expected = new ConcurrentHashMap<>();
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * @param most that are expected at a time; more are refused
   * @param patience for a pod to be seen
   */
  ExpectedAgentNamespaces(Supplier<Set<String>> namespacesWithAgents, int most, Duration patience) {
    this.namespacesWithAgents = namespacesWithAgents;
    this.most = most;
    this.patience = patience;
  }

  private record Expected(CompletableFuture<Void> seen, long endNanos) {}

  /**
   * Waits for a pod with an agent, without holding a thread.
   *
   * @return when a pod with an agent is there; exceptionally, when none came or too many are
   *     expected
   */
  CompletionStage<Void> expect(String namespace) {
    if (expected.size() >= most && !expected.containsKey(namespace)) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("agents are expected in too many namespaces"));
    }
    Expected one =
        expected.computeIfAbsent(
            namespace,
            any -> new Expected(new CompletableFuture<>(), System.nanoTime() + patience.toNanos()));
    if (looking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("expected agents").start(this::look);
    }
    return one.seen;
  }

  /** One thread for all, as long as any is expected. */
  private void look() {
    try {
      while (!expected.isEmpty() && !closed) {
        settle();
        Thread.sleep(LOOKS);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      looking.set(false);
    }
    if (!expected.isEmpty() && !closed && looking.compareAndSet(false, true)) {
      look(); // one came between the last look and the end
    }
  }

  private void settle() {
    Set<String> there = namespacesWithAgents.get();
    List<String> open = new ArrayList<>(expected.keySet());
    for (String namespace : open) {
      Expected one = expected.get(namespace);
      if (one != null && there.contains(namespace)) {
        expected.remove(namespace);
        one.seen.complete(null);
      } else if (one != null && System.nanoTime() - one.endNanos > 0) {
        expected.remove(namespace);
        one.seen.completeExceptionally(
            new IllegalStateException("no pod with an agent has come into the namespace"));
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
