package dev.pgtether.operator.cluster;

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
interface Source<R extends HasMetadata> {

  /** For a log, for instance {@code pods} or {@code pods in shop}. */
  String what();

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
  static <R extends HasMetadata, L extends KubernetesResourceList<R>> Source<R> of(
      String what, FilterWatchListDeletable<R, L, ?> operation) {
    return new Source<>() {
      @Override
      public String what() {
        return what;
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
