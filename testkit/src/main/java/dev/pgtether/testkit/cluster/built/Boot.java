package dev.pgtether.testkit.cluster.built;

import static dev.pgtether.testkit.cluster.built.Ledger.Kind.COMPLETE;
import static dev.pgtether.testkit.cluster.built.Ledger.Kind.REPAIR;

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
 * @param say gets a line for what takes long
 */
record Boot(Folders folders, Consumer<String> say) {
  private static final Duration NAMES = Duration.ofSeconds(60);

  /** Called with the machine's lock held. */
  Running up(Purpose purpose) {
    return repaired().orElseGet(() -> fresh(purpose));
  }

  /**
   * A person's cluster whose nodes live is mended; any other was left behind by somebody killed.
   */
  private Optional<Running> repaired() {
    Ledger ledger = new Ledger(folders.ledger());
    List<Node> nodes =
        Running.NODES.stream()
            .flatMap(number -> Node.find(folders.instance(), folders, number).stream())
            .toList();
    if (!ledger.purpose().equals(Optional.of(Purpose.PERSON))
        || nodes.size() < Running.NODES.size()) {
      return Optional.empty();
    }
    Programs programs = Programs.in(folders.programs(), say);
    Running running = Running.of(folders, nodes, programs.path(Program.KUBERNETES));
    if (running.parts().stream().anyMatch(part -> !part.alive())) {
      ledger.add(REPAIR);
      running.parts().forEach(this::mend);
      ledger.add(COMPLETE, Purpose.PERSON.name());
    }
    awaitNames(running);
    return Optional.of(running);
  }

  private void mend(Part part) {
    if (part.ensure()) {
      say.accept("started %s on %s again".formatted(part.name(), part.node().name()));
    }
  }

  private Running fresh(Purpose purpose) {
    new Teardown(folders).run();
    Teardown.delete(folders.logs());
    Folders.create(folders.logs());
    Folders.create(folders.state());
    Programs programs = Programs.in(folders.programs(), say);
    Program.ALL.forEach(programs::path);
    try {
      Running running = make(programs);
      serve(running, programs);
      new Ledger(folders.ledger()).add(COMPLETE, purpose.name());
      return running;
    } catch (RuntimeException | Error e) {
      new Teardown(folders).run();
      throw e;
    }
  }

  /** Nodes, network and configuration; nothing runs yet. */
  private Running make(Programs programs) {
    Instance instance = folders.instance();
    Wire wire = new Wire(instance, new Ledger(folders.ledger()));
    wire.create();
    Path pause = programs.path(Program.PAUSE);
    List<Node> nodes =
        Running.NODES.stream()
            .map(number -> new NewNode(instance, folders, number, pause).create())
            .toList();
    nodes.forEach(wire::connect);
    wire.route(nodes.getFirst(), nodes.getLast());
    wire.route(nodes.getLast(), nodes.getFirst());

    Path program = programs.path(Program.KUBERNETES);
    new ControlPlane(instance, folders, nodes.getFirst(), program).configure();
    Running running = Running.of(folders, nodes, program);
    running.workers().forEach(worker -> worker.configure(folders.certificates()));
    return running;
  }

  private void serve(Running running, Programs programs) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<List<Path>> images =
          CompletableFuture.supplyAsync(() -> writeImages(programs), threads);
      CompletableFuture<Void> deciding =
          CompletableFuture.runAsync(
              () -> {
                running.controlPlane().etcd().ensure();
                running.apiServer().ensure();
                running.controlPlane().controllers().forEach(Part::ensure);
                applyNames(running);
              },
              threads);
      List<CompletableFuture<Void>> working =
          running.workers().stream()
              .map(
                  worker ->
                      CompletableFuture.runAsync(
                          () -> work(running, worker, images, deciding), threads))
              .toList();
      working.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw e.getCause() instanceof ClusterException why ? why : e;
    }
    awaitNames(running);
  }

  private static void work(
      Running running,
      Worker worker,
      CompletableFuture<List<Path>> images,
      CompletableFuture<Void> deciding) {
    worker.containerd().ensure();
    images.join().forEach(image -> Images.load(worker.node(), image));
    deciding.join();
    running.agents(worker).forEach(Part::ensure);
  }

  private List<Path> writeImages(Programs programs) {
    List<Image> images =
        List.of(
            Image.ofProgram("pause", programs.path(Program.PAUSE)),
            Image.ofProgram("coredns", programs.path(Program.COREDNS)),
            ClientImage.ofThisMachine());
    return images.stream()
        .map(
            image -> {
              Path archive = folders.images().resolve(image.fileName());
              new ImageArchive(image).write(archive);
              return archive;
            })
        .toList();
  }

  private void applyNames(Running running) {
    String manifests =
        Template.of("cluster-dns.yaml")
            .fill(Map.of("nameService", folders.instance().nameService()));
    Manifests.apply(running.client(), manifests);
  }

  private static void awaitNames(Running running) {
    var dns = running.client().apps().deployments().inNamespace("kube-system").withName("coredns");
    Wait.atMost(NAMES).until("CoreDNS serves", dns::isReady);
  }
}
