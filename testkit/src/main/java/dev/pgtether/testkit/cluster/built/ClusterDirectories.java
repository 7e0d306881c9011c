package dev.pgtether.testkit.cluster.built;

import dev.pgtether.testkit.process.TestEnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a cluster keeps what it writes, all of it outside the checkout.
 *
 * @param home {@code $XDG_CACHE_HOME/pgtether}, else {@code ~/.cache/pgtether}
 */
public record ClusterDirectories(Path home, ClusterInstance clusterInstance) {
  /** A node mounts its own over these, and would not see a home inside them. */
  private static final List<String> HIDDEN_IN_NODES =
      List.of("/run", "/var/run", "/var/lib", "/var/log");

  public ClusterDirectories {
    for (String hidden : HIDDEN_IN_NODES) {
      if (home.startsWith(hidden)) {
        throw new TestEnvironmentException(
            "the cluster cannot live in %s: its nodes have a %s of their own. Set XDG_CACHE_HOME to another folder."
                .formatted(home, hidden));
      }
    }
  }

  public static ClusterDirectories of(
      Map<String, String> environment, ClusterInstance clusterInstance) {
    Path cache =
        Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
            .filter(named -> !named.isBlank())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
    return new ClusterDirectories(
        cache.toAbsolutePath().normalize().resolve("pgtether"), clusterInstance);
  }

  /** Built programs, shared by all instances; survives everything. */
  Path goPrograms() {
    return home.resolve("programs");
  }

  Path lock() {
    return home.resolve(clusterInstance.prefix() + ".lock");
  }

  Path teardownLog() {
    return home.resolve(clusterInstance.prefix() + ".ledger");
  }

  /** Survives the teardown, until the next boot. */
  public Path logs() {
    return home.resolve(clusterInstance.prefix() + "-logs");
  }

  /** Everything that goes with the cluster. */
  Path state() {
    return home.resolve(clusterInstance.prefix());
  }

  public Path kubeconfig() {
    return state().resolve("kubeconfig");
  }

  Path apiServerAuditLog() {
    return state().resolve("audit.log");
  }

  Path certificates() {
    return state().resolve("certificates");
  }

  Path images() {
    return state().resolve("images");
  }

  /** What a node sees as its /var and its configuration. */
  Path node(String name) {
    return state().resolve(name);
  }

  static Path createDirectory(Path folder) {
    try {
      return Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new TestEnvironmentException("cannot create " + folder + ": " + e.getMessage(), e);
    }
  }

  /** The folder that the file is to stand in. */
  static Path createParent(Path file) {
    return createDirectory(Objects.requireNonNull(file.toAbsolutePath().getParent()));
  }

  static void write(Path file, String text) {
    createParent(file);
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new TestEnvironmentException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
