package dev.pgtether.testkit.cluster.built;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtether.testkit.process.TestEnvironmentException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NodeTest {

  /** What is run on such a node would be run on the machine itself, as root. */
  @Test
  void a_process_in_this_machines_own_namespaces_holds_no_node() {
    // Given
    ProcessId self = ProcessId.of(ProcessHandle.current().pid()).orElseThrow();
    ClusterInstance clusterInstance = new ClusterInstance(0);
    ClusterDirectories clusterDirectories =
        new ClusterDirectories(Path.of("/tmp/none"), clusterInstance);
    // Then
    assertThatThrownBy(() -> new Node(clusterInstance, clusterDirectories, 1, self))
        .isInstanceOf(TestEnvironmentException.class)
        .hasMessageContaining("this machine's own");
  }
}
