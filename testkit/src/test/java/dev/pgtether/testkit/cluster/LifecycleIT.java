package dev.pgtether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pgtether.testkit.cluster.built.ClusterDirectories;
import dev.pgtether.testkit.cluster.built.ClusterInstance;
import dev.pgtether.testkit.need.NeedsWholeMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code make cluster} and {@code make cluster-down} promise, whatever is killed in between.
 */
@NeedsWholeMachine
@NeedsCluster(ClusterCapability.FAULTS)
class LifecycleIT {
  /** Beside the cluster that the other tests use. */
  private static final ClusterInstance OTHER = new ClusterInstance(15);

  private static final Duration BOOT = Duration.ofMinutes(3);
  private static final int FAILED = 1;

  private final ClusterDirectories clusterDirectories =
      ClusterDirectories.of(System.getenv(), OTHER);
  private final Map<Long, Path> outputs = new HashMap<>();
  private MachineListing before;
  @TempDir private Path temporary;

  @BeforeEach
  void look() throws Exception {
    assertThat(exitCode(program("down"))).isZero();
    before = MachineListing.now(OTHER.prefix());
  }

  @AfterEach
  void remove() throws Exception {
    exitCode(program("down"));
  }

  @Test
  void a_cluster_comes_back_after_a_kill_of_anything_and_leaves_nothing_behind() throws Exception {
    // Given: somebody is killed while he boots
    Process first = program("up");
    await().atMost(BOOT).until(() -> ledgerHas("CGROUP " + OTHER.prefix() + "-node2"));
    Process second = program("up");
    assertThat(exitCode(second)).isEqualTo(FAILED);
    assertThat(Files.readString(output(second)))
        .contains("process " + first.pid() + " holds this machine's cluster 15");
    first.destroyForcibly().waitFor();

    // When
    Process again = program("up");

    // Then
    assertThat(exitCode(again)).as("%s", output(again)).isZero();
    assertThat(Files.readString(output(again)))
        .contains("export KUBECONFIG=" + clusterDirectories.kubeconfig());

    // Given: parts of a cluster that serves are killed
    kill("kubernetes etcd ");
    kill("kubernetes kubelet ");
    kill("containerd --config ");

    // When
    Process mended = program("up");

    // Then
    assertThat(exitCode(mended)).as("%s", output(mended)).isZero();
    assertThat(Files.readString(output(mended)))
        .contains("started etcd on node1 again")
        .contains("started kubelet on node2 again")
        .contains("started containerd on node2 again");

    // When
    kill("unshare --fork ");
    assertThat(exitCode(program("down"))).isZero();
    assertThat(exitCode(program("down"))).isZero();

    // Then: the kernel takes a moment to bury a network namespace
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(MachineListing.now(OTHER.prefix()).without(before)).isEmpty());
    assertThat(clusterDirectories.kubeconfig()).doesNotExist();
  }

  private Process program(String verb) throws IOException {
    Path output = Files.createTempFile(temporary, verb, ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ClusterCommand.class.getName(),
                verb)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("PGTETHER_CLUSTER_INSTANCE", Integer.toString(OTHER.number()));
    Process process = builder.start();
    outputs.put(process.pid(), output);
    return process;
  }

  private Path output(Process process) {
    return outputs.get(process.pid());
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(BOOT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private boolean ledgerHas(String line) throws IOException {
    Path ledger = clusterDirectories.home().resolve(OTHER.prefix() + ".ledger");
    return Files.exists(ledger) && Files.readString(ledger).contains(line);
  }

  /** SIGKILL to this cluster's processes whose command line holds the words. */
  private static void kill(String words) throws IOException {
    List<ProcessHandle> found =
        ProcessHandle.allProcesses().filter(process -> isOurs(process, words)).toList();
    assertThat(found).as(words).isNotEmpty();
    found.forEach(ProcessHandle::destroyForcibly);
  }

  private static boolean isOurs(ProcessHandle process, String words) {
    try {
      String line =
          Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).replace('\0', ' ');
      return line.contains(words)
          && !line.startsWith("nsenter")
          && (line.contains(OTHER.prefix()) || line.contains(OTHER.nodeAddress(1) + ":"));
    } catch (IOException gone) {
      return false;
    }
  }
}
