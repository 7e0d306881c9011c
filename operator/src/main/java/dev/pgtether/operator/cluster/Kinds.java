package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.Node;
import dev.pgtether.operator.cluster.Tenancy.Grant;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import java.time.InstantSource;
import java.util.function.Function;

/** The kinds that are watched, each in all namespaces. */
final class Kinds {

  private final KubernetesClient client;
  private final InstantSource clock;

  Kinds(KubernetesClient client, InstantSource clock) {
    // Opened anew by the feed, which has to know when; by the client, nobody would.
    RequestConfig once =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withWatchReconnectLimit(0)
            .build();
    this.client = client.newClient(once).adapt(KubernetesClient.class);
    this.clock = clock;
  }

  Feed<?, ?> pods(PodLedger ledger) {
    return feed("pods", client.pods().inAnyNamespace(), PodReading::of, ledger.feed(), Pace.CLOSE);
  }

  Feed<?, ?> services(ServiceBook book) {
    return feed(
        "services",
        client.services().inAnyNamespace(),
        ServiceRecord::of,
        book.services(),
        Pace.CALM);
  }

  Feed<?, ?> endpointSlices(ServiceBook book) {
    return feed(
        "endpointslices.discovery.k8s.io",
        client.discovery().v1().endpointSlices().inAnyNamespace(),
        SliceRecord::of,
        book.slices(),
        Pace.CALM);
  }

  Feed<?, ?> replicaSets(Owners owners) {
    return feed(
        "replicasets.apps",
        client.apps().replicaSets().inAnyNamespace(),
        Owners.Link::of,
        owners.feed(),
        Pace.CALM);
  }

  Feed<?, ?> jobs(Owners owners) {
    return feed(
        "jobs.batch",
        client.batch().v1().jobs().inAnyNamespace(),
        Owners.Link::of,
        owners.feed(),
        Pace.CALM);
  }

  Feed<?, ?> nodes(Sink<Node> sink) {
    return feed("nodes", client.nodes(), Places::of, sink, Pace.CALM);
  }

  Feed<?, ?> namespaces(Sink<Grant> sink) {
    return feed("namespaces", client.namespaces(), Grant::of, sink, Pace.CALM);
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
