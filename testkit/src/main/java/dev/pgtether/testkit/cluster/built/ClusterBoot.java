package dev.pgtether.testkit.cluster.built;

import static dev.pgtether.testkit.cluster.built.TeardownLog.Kind.COMPLETE;
import static dev.pgtether.testkit.cluster.built.TeardownLog.Kind.REPAIR;

import dev.pgtether.testkit.process.ConditionWait;
import dev.pgtether.testkit.process.TestEnvironmentException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * From whatever is there to a cluster that serves.
 *
 * @param progress gets a line for what takes long
 */
record ClusterBoot(ClusterDirectories clusterDirectories, Consumer<String> progress) {
  private static final Duration DNS_TIMEOUT = Duration.ofSeconds(60);

  /** Called with the machine's lock held. */
  ClusterPrograms boot(ClusterOwner clusterOwner) {
    return repair().orElseGet(() -> bootNew(clusterOwner));
  }

  /**
   * A person's cluster whose nodes live is mended; any other was left behind by somebody killed.
   */
  private Optional<ClusterPrograms> repair() {
    TeardownLog teardownLog = new TeardownLog(clusterDirectories.teardownLog());
    List<Node> nodes =
        ClusterPrograms.NODES.stream()
            .flatMap(
                number ->
                    Node.find(clusterDirectories.clusterInstance(), clusterDirectories, number)
                        .stream())
            .toList();
    if (!teardownLog.owner().equals(Optional.of(ClusterOwner.PERSON))
        || nodes.size() < ClusterPrograms.NODES.size()) {
      return Optional.empty();
    }
    GoProgramCache goProgramCache = GoProgramCache.open(clusterDirectories.goPrograms(), progress);
    ClusterPrograms clusterPrograms =
        ClusterPrograms.of(clusterDirectories, nodes, goProgramCache.path(GoProgram.KUBERNETES));
    if (clusterPrograms.all().stream().anyMatch(clusterProgram -> !clusterProgram.isAlive())) {
      teardownLog.add(REPAIR);
      clusterPrograms.all().forEach(this::restartIfDead);
      teardownLog.add(COMPLETE, ClusterOwner.PERSON.name());
    }
    awaitClusterDns(clusterPrograms);
    return Optional.of(clusterPrograms);
  }

  private void restartIfDead(ClusterProgram clusterProgram) {
    if (clusterProgram.ensureRunning()) {
      progress.accept(
          "started %s on %s again".formatted(clusterProgram.name(), clusterProgram.node().name()));
    }
  }

  private ClusterPrograms bootNew(ClusterOwner clusterOwner) {
    new ClusterTeardown(clusterDirectories).run();
    ClusterTeardown.delete(clusterDirectories.logs());
    ClusterDirectories.createDirectory(clusterDirectories.logs());
    ClusterDirectories.createDirectory(clusterDirectories.state());
    GoProgramCache goProgramCache = GoProgramCache.open(clusterDirectories.goPrograms(), progress);
    GoProgram.ALL.forEach(goProgramCache::path);
    try {
      ClusterPrograms clusterPrograms = createNodes(goProgramCache);
      startPrograms(clusterPrograms, goProgramCache);
      new TeardownLog(clusterDirectories.teardownLog()).add(COMPLETE, clusterOwner.name());
      return clusterPrograms;
    } catch (RuntimeException | Error e) {
      new ClusterTeardown(clusterDirectories).run();
      throw e;
    }
  }

  /** Nodes, network and configuration; nothing runs yet. */
  private ClusterPrograms createNodes(GoProgramCache goProgramCache) {
    ClusterInstance clusterInstance = clusterDirectories.clusterInstance();
    NodeNetwork nodeNetwork =
        new NodeNetwork(clusterInstance, new TeardownLog(clusterDirectories.teardownLog()));
    nodeNetwork.createBridge();
    Path pause = goProgramCache.path(GoProgram.PAUSE);
    List<Node> nodes =
        ClusterPrograms.NODES.stream()
            .map(
                number ->
                    new NodeCreator(clusterInstance, clusterDirectories, number, pause).create())
            .toList();
    nodes.forEach(nodeNetwork::connectNode);
    nodeNetwork.routePods(nodes.getFirst(), nodes.getLast());
    nodeNetwork.routePods(nodes.getLast(), nodes.getFirst());

    Path program = goProgramCache.path(GoProgram.KUBERNETES);
    new ControlPlane(clusterInstance, clusterDirectories, nodes.getFirst(), program).configure();
    ClusterPrograms clusterPrograms = ClusterPrograms.of(clusterDirectories, nodes, program);
    clusterPrograms
        .workers()
        .forEach(workerNode -> workerNode.configure(clusterDirectories.certificates()));
    return clusterPrograms;
  }

  private void startPrograms(ClusterPrograms clusterPrograms, GoProgramCache goProgramCache) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<List<Path>> images =
          CompletableFuture.supplyAsync(() -> writeImages(goProgramCache), threads);
      CompletableFuture<Void> controlPlaneReady =
          CompletableFuture.runAsync(
              () -> {
                clusterPrograms.controlPlane().etcd().ensureRunning();
                clusterPrograms.apiServer().ensureRunning();
                clusterPrograms.controlPlane().controllers().forEach(ClusterProgram::ensureRunning);
                applyClusterDns(clusterPrograms);
              },
              threads);
      List<CompletableFuture<Void>> workersReady =
          clusterPrograms.workers().stream()
              .map(
                  workerNode ->
                      CompletableFuture.runAsync(
                          () -> startWorker(clusterPrograms, workerNode, images, controlPlaneReady),
                          threads))
              .toList();
      workersReady.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw e.getCause() instanceof TestEnvironmentException why ? why : e;
    }
    awaitClusterDns(clusterPrograms);
  }

  private static void startWorker(
      ClusterPrograms clusterPrograms,
      WorkerNode workerNode,
      CompletableFuture<List<Path>> images,
      CompletableFuture<Void> controlPlaneReady) {
    workerNode.containerd().ensureRunning();
    images.join().forEach(image -> NodeImageLoader.load(workerNode.node(), image));
    controlPlaneReady.join();
    clusterPrograms.agents(workerNode).forEach(ClusterProgram::ensureRunning);
  }

  private List<Path> writeImages(GoProgramCache goProgramCache) {
    List<ContainerImage> images =
        List.of(
            ContainerImage.ofProgram("pause", goProgramCache.path(GoProgram.PAUSE)),
            ContainerImage.ofProgram("coredns", goProgramCache.path(GoProgram.COREDNS)),
            ClientImage.ofThisMachine());
    return images.stream()
        .map(
            containerImage -> {
              Path archive = clusterDirectories.images().resolve(containerImage.fileName());
              new ImageArchive(containerImage).write(archive);
              return archive;
            })
        .toList();
  }

  private void applyClusterDns(ClusterPrograms clusterPrograms) {
    String manifests =
        ConfigTemplate.of("cluster-dns.yaml")
            .fill(Map.of("nameService", clusterDirectories.clusterInstance().dnsAddress()));
    ManifestApplier.apply(clusterPrograms.client(), manifests);
  }

  private static void awaitClusterDns(ClusterPrograms clusterPrograms) {
    var dns =
        clusterPrograms
            .client()
            .apps()
            .deployments()
            .inNamespace("kube-system")
            .withName("coredns");
    ConditionWait.atMost(DNS_TIMEOUT).until("CoreDNS serves", dns::isReady);
  }
}
