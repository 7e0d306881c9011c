package dev.pgtether.testkit.yardstick;

import dev.pgtether.testkit.cluster.Cluster;
import dev.pgtether.testkit.cluster.JavaClientImage;
import dev.pgtether.testkit.cluster.PodPlan;
import dev.pgtether.testkit.cluster.Workspace;
import dev.pgtether.testkit.cluster.built.Wait;
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
public final class Yardstick {
  private static final Duration CONNECTED = Duration.ofSeconds(90);

  /** An API server and kubelets on two cores take no longer for twenty questions one by one. */
  private static final int AT_ONCE = 4;

  private final Workspace workspace;
  private final Database database;
  private final List<Deployed> pods;

  private Yardstick(Workspace workspace, Database database, List<Deployed> pods) {
    this.workspace = workspace;
    this.database = database;
    this.pods = pods;
  }

  private record Deployed(ClientPod plan, Pod pod) {}

  /** The usual twenty: psql, pgbench, pools, shared sockets, pods of two containers. */
  public static List<ClientPod> usual(String... nodes) {
    List<ClientPod> pods = new ArrayList<>();
    for (String node : nodes) {
      for (int i = 1; i <= 3; i++) {
        pods.add(ClientPod.of("psql-%d-%s".formatted(i, node), node, ClientKind.PSQL));
      }
      for (int i = 1; i <= 2; i++) {
        pods.add(ClientPod.of("bench-%d-%s".formatted(i, node), node, ClientKind.PGBENCH));
        pods.add(ClientPod.of("pool-%d-%s".formatted(i, node), node, ClientKind.POOL));
      }
      pods.add(ClientPod.of("shared-" + node, node, ClientKind.SHARED));
      pods.add(
          ClientPod.of("pair-" + node, node, ClientKind.PSQL, ClientKind.PSQL)
              .and("side", ClientKind.PGBENCH));
      pods.add(
          ClientPod.of("host-" + node, node, ClientKind.PSQL, ClientKind.PGBENCH)
              .onTheHostNetwork());
    }
    return pods;
  }

  /**
   * Starts the pods and waits until each of their connections stands.
   *
   * @param custom changes each plan in the end: a label, {@link PodPlan#sharingProcesses}, a user
   */
  public static Yardstick deploy(
      Cluster cluster,
      Workspace workspace,
      Database database,
      List<ClientPod> plans,
      UnaryOperator<PodPlan> custom) {
    JavaClientImage.load(cluster);
    List<Deployed> pods =
        atOnce(
            plans.stream()
                .<Callable<Deployed>>map(
                    plan ->
                        () ->
                            new Deployed(
                                plan, workspace.run(custom.apply(plan.reaching(database)))))
                .toList());
    Yardstick yardstick = new Yardstick(workspace, database, pods);
    Wait.atMost(CONNECTED)
        .until("every client of the yardstick is connected", yardstick::isConnected);
    return yardstick;
  }

  /** The pods as they were when they had started. */
  public List<Pod> pods() {
    return pods.stream().map(Deployed::pod).toList();
  }

  /**
   * Every connection that stays, as the pods see them now; those of {@link ClientKind#CHURN} come
   * and go.
   */
  public List<KnownConnection> expected() {
    return atOnce(
            pods.stream().<Callable<List<KnownConnection>>>map(pod -> () -> seenBy(pod)).toList())
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private boolean isConnected() {
    List<KnownConnection> seen = expected();
    return pods.stream()
        .allMatch(
            pod ->
                pod.plan().containers().keySet().stream()
                    .allMatch(
                        container ->
                            count(seen, pod, container) == pod.plan().connections(container)));
  }

  private static long count(List<KnownConnection> seen, Deployed pod, String container) {
    return seen.stream()
        .filter(one -> one.pod().equals(pod.plan().name()) && one.container().equals(container))
        .count();
  }

  private List<KnownConnection> seenBy(Deployed deployed) {
    Pod pod = deployed.pod();
    List<KnownConnection> seen = new ArrayList<>();
    deployed
        .plan()
        .containers()
        .forEach(
            (container, kinds) -> {
              String id = containerId(pod, container);
              String view =
                  workspace.execIn(
                      pod.getMetadata().getName(),
                      container,
                      Script.SHELL,
                      "-c",
                      Script.VIEW.text());
              for (ContainerView.Seen one : ContainerView.read(view, database.port())) {
                if (!kinds.contains(ClientKind.CHURN)) {
                  seen.add(known(pod, container, id, one));
                }
              }
            });
    return seen;
  }

  private KnownConnection known(Pod pod, String container, String id, ContainerView.Seen seen) {
    return new KnownConnection(
        workspace.namespace(),
        pod.getMetadata().getName(),
        pod.getMetadata().getUid(),
        pod.getSpec().getNodeName(),
        Boolean.TRUE.equals(pod.getSpec().getHostNetwork()),
        container,
        id,
        seen.pids(),
        seen.address(),
        seen.port(),
        seen.peer() + ":" + seen.peerPort());
  }

  private static String containerId(Pod pod, String container) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getName().equals(container))
        .map(ContainerStatus::getContainerID)
        .map(id -> id.substring(id.lastIndexOf('/') + 1))
        .findFirst()
        .orElseThrow();
  }

  private static <T> List<T> atOnce(List<Callable<T>> tasks) {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
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
