package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.Node;
import dev.pgtether.operator.cluster.Tenancy.Grant;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** The kinds that are watched, each in all namespaces or in some. */
final class Kinds {

  private final KubernetesClient client;
  private final Set<String> namespaces;
  private final InstantSource clock;

  Kinds(KubernetesClient client, Set<String> namespaces, InstantSource clock) {
    // Opened anew by the feed, which has to know when; by the client, nobody would.
    RequestConfig once =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withWatchReconnectLimit(0)
            .build();
    this.client = client.newClient(once).adapt(KubernetesClient.class);
    this.namespaces = namespaces;
    this.clock = clock;
  }

  List<Feed<?, ?>> pods(PodLedger ledger) {
    return feeds("pods", client.pods(), PodReading::of, ledger::feed, Pace.CLOSE);
  }

  List<Feed<?, ?>> services(ServiceBook book) {
    return feeds("services", client.services(), ServiceRecord::of, book::services, Pace.CALM);
  }

  List<Feed<?, ?>> endpointSlices(ServiceBook book) {
    return feeds(
        "endpointslices.discovery.k8s.io",
        client.discovery().v1().endpointSlices(),
        SliceRecord::of,
        book::slices,
        Pace.CALM);
  }

  List<Feed<?, ?>> replicaSets(Owners owners) {
    return feeds(
        "replicasets.apps", client.apps().replicaSets(), Owners.Link::of, owners::feed, Pace.CALM);
  }

  List<Feed<?, ?>> jobs(Owners owners) {
    return feeds(
        "jobs.batch", client.batch().v1().jobs(), Owners.Link::of, owners::feed, Pace.CALM);
  }

  List<Feed<?, ?>> nodes(Sink<Node> sink) {
    return List.of(feed("nodes", client.nodes(), Places::of, sink, Pace.CALM));
  }

  List<Feed<?, ?>> namespaces(Sink<Grant> sink) {
    return List.of(feed("namespaces", client.namespaces(), Grant::of, sink, Pace.CALM));
  }

  private <R extends HasMetadata, L extends KubernetesResourceList<R>, T> List<Feed<?, ?>> feeds(
      String what,
      MixedOperation<R, L, ?> operation,
      Function<? super R, T> reduce,
      Supplier<Sink<T>> sinks,
      Pace pace) {
    if (namespaces.isEmpty()) {
      return List.of(feed(what, operation.inAnyNamespace(), reduce, sinks.get(), pace));
    }
    return namespaces.stream()
        .sorted()
        .<Feed<?, ?>>map(
            namespace ->
                feed(
                    what + " in " + namespace,
                    operation.inNamespace(namespace),
                    reduce,
                    sinks.get(),
                    pace))
        .toList();
  }

  private <R extends HasMetadata, L extends KubernetesResourceList<R>, T> Feed<R, T> feed(
      String what,
      FilterWatchListDeletable<R, L, ?> operation,
      Function<? super R, T> reduce,
      Sink<T> sink,
      Pace pace) {
    return new Feed<>(Source.of(what, operation), reduce::apply, sink, pace, clock);
  }
}
