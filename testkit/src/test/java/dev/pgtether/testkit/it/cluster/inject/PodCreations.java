package dev.pgtether.testkit.it.cluster.inject;

import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.cluster.TestPodSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * How long the API server took to create each of many pods.
 *
 * @param sorted the shortest first
 */
record PodCreations(List<Duration> sorted) {

  /** As many as a controller creates at once when it is in a hurry. */
  private static final int AT_ONCE = 10;

  static PodCreations of(
      TestNamespace testNamespace, int count, Function<Integer, TestPodSpec> plan) {
    List<Callable<Duration>> tasks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TestPodSpec pod = plan.apply(i);
      tasks.add(
          () -> {
            long begin = System.nanoTime();
            testNamespace.createPod(pod);
            return Duration.ofNanos(System.nanoTime() - begin);
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Duration> all = new ArrayList<>();
      for (Future<Duration> one : threads.invokeAll(tasks)) {
        all.add(one.get());
      }
      return new PodCreations(all.stream().sorted().toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a pod was not created", e.getCause());
    }
  }

  Duration median() {
    return sorted.get(sorted.size() / 2);
  }

  Duration max() {
    return sorted.getLast();
  }

  @Override
  public String toString() {
    return "%d pods: median %d ms, max %d ms"
        .formatted(sorted.size(), median().toMillis(), max().toMillis());
  }
}
