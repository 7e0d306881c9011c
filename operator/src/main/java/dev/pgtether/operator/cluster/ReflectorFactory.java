package dev.pgtether.operator.cluster;

import dev.pgtether.correlation.fact.Node;
import dev.pgtether.operator.cluster.pods.NamespaceVisibility.VisibilityGrant;
import dev.pgtether.operator.cluster.pods.PodIndex;
import dev.pgtether.operator.cluster.pods.PodRecordMapper;
import dev.pgtether.operator.cluster.pods.WorkloadResolver;
import dev.pgtether.operator.cluster.services.EndpointSliceRecord;
import dev.pgtether.operator.cluster.services.ServiceIndex;
import dev.pgtether.operator.cluster.services.ServiceRecord;
import dev.pgtether.operator.cluster.watch.ListerWatcher;
import dev.pgtether.operator.cluster.watch.Reflector;
import dev.pgtether.operator.cluster.watch.ResourceSink;
import dev.pgtether.operator.cluster.watch.WatchTiming;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import java.time.InstantSource;
import java.util.function.Function;

/** The kinds that are watched, each in all namespaces. */
final class ReflectorFactory {

  private final KubernetesClient client;
  private final InstantSource clock;

  ReflectorFactory(KubernetesClient client, InstantSource clock) {
    // Opened anew by the feed, which has to know when; by the client, nobody would.
    RequestConfig noReconnects =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withWatchReconnectLimit(0)
            .build();
    this.client = client.newClient(noReconnects).adapt(KubernetesClient.class);
    this.clock = clock;
  }

  Reflector<?, ?> pods(PodIndex ledger) {
    return reflector(
        "pods",
        client.pods().inAnyNamespace(),
        PodRecordMapper::of,
        ledger.newSink(),
        WatchTiming.FREQUENT);
  }

  Reflector<?, ?> services(ServiceIndex index) {
    return reflector(
        "services",
        client.services().inAnyNamespace(),
        ServiceRecord::of,
        index.services(),
        WatchTiming.RELAXED);
  }

  Reflector<?, ?> endpointSlices(ServiceIndex index) {
    return reflector(
        "endpointslices.discovery.k8s.io",
        client.discovery().v1().endpointSlices().inAnyNamespace(),
        EndpointSliceRecord::of,
        index.slices(),
        WatchTiming.RELAXED);
  }

  Reflector<?, ?> replicaSets(WorkloadResolver workloadResolver) {
    return reflector(
        "replicasets.apps",
        client.apps().replicaSets().inAnyNamespace(),
        WorkloadResolver.OwnerLink::of,
        workloadResolver.newSink(),
        WatchTiming.RELAXED);
  }

  Reflector<?, ?> jobs(WorkloadResolver workloadResolver) {
    return reflector(
        "jobs.batch",
        client.batch().v1().jobs().inAnyNamespace(),
        WorkloadResolver.OwnerLink::of,
        workloadResolver.newSink(),
        WatchTiming.RELAXED);
  }

  Reflector<?, ?> nodes(ResourceSink<Node> resourceSink) {
    return reflector("nodes", client.nodes(), NodeMapper::of, resourceSink, WatchTiming.RELAXED);
  }

  Reflector<?, ?> namespaces(ResourceSink<VisibilityGrant> resourceSink) {
    return reflector(
        "namespaces", client.namespaces(), VisibilityGrant::of, resourceSink, WatchTiming.RELAXED);
  }

  private <R extends HasMetadata, L extends KubernetesResourceList<R>, T> Reflector<R, T> reflector(
      String description,
      FilterWatchListDeletable<R, L, ?> operation,
      Function<? super R, T> toRecord,
      ResourceSink<T> resourceSink,
      WatchTiming timing) {
    return new Reflector<>(
        ListerWatcher.of(description, operation), toRecord::apply, resourceSink, timing, clock);
  }
}
