package dev.pgtether.testkit.knownclients;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.JavaClientImage;
import dev.pgtether.testkit.cluster.TestNamespace;
import dev.pgtether.testkit.cluster.TestPodSpec;
import dev.pgtether.testkit.process.ConditionWait;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/**
 * Twenty pods of clients on two nodes, two of them on the host network, and what each of their
 * connections is: seen by the pods themselves, without the product. What pgtether says is measured
 * with it. Its pods go with their workspace.
 */
public final class KnownClientPods {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(90);

  /** An API server and kubelets on two cores take no longer for twenty questions one by one. */
  private static final int PARALLELISM = 4;

  private final TestNamespace testNamespace;
  private final DatabaseAddress databaseAddress;
  private final List<DeployedPod> pods;

  private KnownClientPods(
      TestNamespace testNamespace, DatabaseAddress databaseAddress, List<DeployedPod> pods) {
    this.testNamespace = testNamespace;
    this.databaseAddress = databaseAddress;
    this.pods = pods;
  }

  private record DeployedPod(ClientPodSpec spec, Pod pod) {}

  /** The usual twenty: psql, pgbench, pools, shared sockets, pods of two containers. */
  public static List<ClientPodSpec> defaultPods(String... nodes) {
    List<ClientPodSpec> pods = new ArrayList<>();
    for (String node : nodes) {
      for (int i = 1; i <= 3; i++) {
        pods.add(ClientPodSpec.of("psql-%d-%s".formatted(i, node), node, ClientKind.PSQL));
      }
      for (int i = 1; i <= 2; i++) {
        pods.add(ClientPodSpec.of("bench-%d-%s".formatted(i, node), node, ClientKind.PGBENCH));
        pods.add(ClientPodSpec.of("pool-%d-%s".formatted(i, node), node, ClientKind.POOL));
      }
      pods.add(ClientPodSpec.of("shared-" + node, node, ClientKind.SHARED));
      pods.add(
          ClientPodSpec.of("pair-" + node, node, ClientKind.PSQL, ClientKind.PSQL)
              .withContainer("side", ClientKind.PGBENCH));
      pods.add(
          ClientPodSpec.of("host-" + node, node, ClientKind.PSQL, ClientKind.PGBENCH)
              .onHostNetwork());
    }
    return pods;
  }

  /**
   * Starts the pods and waits until each of their connections stands.
   *
   * @param custom changes each plan in the end: a label, {@link TestPodSpec#sharingProcesses}, a
   *     user
   */
  public static KnownClientPods deploy(
      Cluster cluster,
      TestNamespace testNamespace,
      DatabaseAddress databaseAddress,
      List<ClientPodSpec> plans,
      UnaryOperator<TestPodSpec> custom) {
    JavaClientImage.load(cluster);
    List<DeployedPod> pods =
        inParallel(
            plans.stream()
                .<Callable<DeployedPod>>map(
                    plan ->
                        () ->
                            new DeployedPod(
                                plan,
                                testNamespace.runPod(
                                    custom.apply(plan.toPodSpec(databaseAddress)))))
                .toList());
    KnownClientPods knownClientPods = new KnownClientPods(testNamespace, databaseAddress, pods);
    ConditionWait.atMost(CONNECT_TIMEOUT)
        .until("every client of the yardstick is connected", knownClientPods::isConnected);
    return knownClientPods;
  }

  /** The pods as they were when they had started. */
  public List<Pod> pods() {
    return pods.stream().map(DeployedPod::pod).toList();
  }

  /**
   * Every connection that stays, as the pods see them now; those of {@link ClientKind#CHURN} come
   * and go.
   */
  public List<KnownConnection> connections() {
    return inParallel(
            pods.stream()
                .<Callable<List<KnownConnection>>>map(pod -> () -> connectionsOf(pod))
                .toList())
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private boolean isConnected() {
    List<KnownConnection> seen = connections();
    return pods.stream()
        .allMatch(
            pod ->
                pod.spec().containers().keySet().stream()
                    .allMatch(
                        container ->
                            count(seen, pod, container) == pod.spec().connections(container)));
  }

  private static long count(List<KnownConnection> seen, DeployedPod pod, String container) {
    return seen.stream()
        .filter(one -> one.pod().equals(pod.spec().name()) && one.container().equals(container))
        .count();
  }

  private List<KnownConnection> connectionsOf(DeployedPod deployedPod) {
    Pod pod = deployedPod.pod();
    List<KnownConnection> seen = new ArrayList<>();
    deployedPod
        .spec()
        .containers()
        .forEach(
            (container, kinds) -> {
              String id = containerId(pod, container);
              String view =
                  testNamespace.execIn(
                      pod.getMetadata().getName(),
                      container,
                      ContainerScript.SHELL,
                      "-c",
                      ContainerScript.VIEW.text());
              for (ContainerSocketView.HeldConnection one :
                  ContainerSocketView.read(view, databaseAddress.port())) {
                if (!kinds.contains(ClientKind.CHURN)) {
                  seen.add(knownConnection(pod, container, id, one));
                }
              }
            });
    return seen;
  }

  private KnownConnection knownConnection(
      Pod pod, String container, String id, ContainerSocketView.HeldConnection heldConnection) {
    return new KnownConnection(
        testNamespace.namespace(),
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        pod.getSpec().getNodeName(),
        Boolean.TRUE.equals(pod.getSpec().getHostNetwork()),
        container,
        id,
        heldConnection.pids(),
        heldConnection.address(),
        heldConnection.port(),
        heldConnection.peer() + ":" + heldConnection.peerPort());
  }

  private static String containerId(Pod pod, String container) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getName().equals(container))
        .map(ContainerStatus::getContainerID)
        .map(id -> id.substring(id.lastIndexOf('/') + 1))
        .findFirst()
        .orElseThrow();
  }

  private static <T> List<T> inParallel(List<Callable<T>> tasks) {
    try (ExecutorService threads = Executors.newFixedThreadPool(PARALLELISM)) {
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException why ? why : new IllegalStateException(e);
    }
  }
}
