package dev.pgtether.testkit.cluster.built;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A cluster that serves, held by this process until it is closed. */
public final class BuiltCluster implements AutoCloseable {
  private final Folders folders;
  private final MachineLock lock;
  private final Running running;

  private BuiltCluster(Folders folders, MachineLock lock, Running running) {
    this.folders = folders;
    this.lock = lock;
    this.running = running;
  }

  /**
   * Boots it; or takes a person's cluster that is there, mended where parts of it are dead.
   *
   * @param say gets a line now and then
   * @throws ClusterException when another process holds it, or when it cannot be booted; then
   *     nothing is left of it but its logs
   */
  public static BuiltCluster boot(Folders folders, Purpose purpose, Consumer<String> say) {
    MachineLock lock = MachineLock.take(folders);
    try {
      return new BuiltCluster(folders, lock, new Boot(folders, say).up(purpose));
    } catch (RuntimeException | Error e) {
      lock.close();
      throw e;
    }
  }

  /** Removes it, in whatever state it is; nothing happens when there is none. */
  public static void remove(Folders folders) {
    try (MachineLock _ = MachineLock.take(folders)) {
      new Teardown(folders).run();
    }
  }

  public KubernetesClient client() {
    return running.client();
  }

  public Folders folders() {
    return folders;
  }

  public List<Node> nodes() {
    return running.nodes();
  }

  public Images images() {
    return new Images(running.nodes());
  }

  public Faults faults() {
    return new Faults(running);
  }

  /** The words that start kubectl. */
  public List<String> kubectl() {
    return List.of(running.controlPlane().program().toString(), "kubectl");
  }

  /** The words that start Helm. */
  public List<String> helm() {
    Path helm = Programs.in(folders.programs(), line -> {}).path(Program.HELM);
    return List.of(helm.toString());
  }

  public Path auditLog() {
    return folders.auditLog();
  }

  /** Lets the cluster go: one of the tests ends here, a person's lives on. */
  @Override
  public void close() {
    running.client().close();
    try (lock) {
      if (new Ledger(folders.ledger()).purpose().equals(Optional.of(Purpose.TESTS))) {
        new Teardown(folders).run();
      }
    }
  }
}
