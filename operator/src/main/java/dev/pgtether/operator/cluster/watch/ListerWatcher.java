package dev.pgtether.operator.cluster.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;

/**
 * One kind of thing of an API server, in all namespaces or in one.
 *
 * @param <R> the thing as the API has it
 */
public interface ListerWatcher<R extends HasMetadata> {

  /** For a log, for instance {@code pods} or {@code pods in shop}. */
  String description();

  /**
   * One page.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server refuses, or
   *     does not answer
   */
  KubernetesResourceList<R> list(ListOptions options);

  /** What changes from {@code options.resourceVersion} on, bookmarks among it. */
  Watch watch(ListOptions options, Watcher<R> watcher);

  /** What a client of the API server reads. */
  static <R extends HasMetadata, L extends KubernetesResourceList<R>> ListerWatcher<R> of(
      String description, FilterWatchListDeletable<R, L, ?> operation) {
    return new ListerWatcher<>() {
      @Override
      public String description() {
        return description;
      }

      @Override
      public KubernetesResourceList<R> list(ListOptions options) {
        return operation.list(options);
      }

      @Override
      public Watch watch(ListOptions options, Watcher<R> watcher) {
        return operation.watch(options, watcher);
      }
    };
  }
}
