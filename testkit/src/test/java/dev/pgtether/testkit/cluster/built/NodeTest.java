package dev.pgtether.testkit.cluster.built;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NodeTest {

  /** What is run on such a node would be run on the machine itself, as root. */
  @Test
  void a_process_in_this_machines_own_namespaces_holds_no_node() {
    // Given
    ProcessMark self = ProcessMark.of(ProcessHandle.current().pid()).orElseThrow();
    Instance instance = new Instance(0);
    Folders folders = new Folders(Path.of("/tmp/none"), instance);
    // Then
    assertThatThrownBy(() -> new Node(instance, folders, 1, self))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("this machine's own");
  }
}
