package dev.pgtether.testkit.yardstick;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.testkit.knownclients.ClientName;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ClientNameTest {

  @Test
  void a_shared_socket_has_two_pids() {
    assertThat(ClientName.parse("shared-node1/main/12+13/shared"))
        .contains(new ClientName("shared-node1", "main", new TreeSet<>(List.of(12, 13)), "shared"));
  }

  @Test
  void other_applications_have_no_such_name() {
    for (String other : List.of("", "psql", "pid-12/psql", "a/b/c/d", "a/b/1+/x", "a/b/1/x/y")) {
      assertThat(ClientName.parse(other)).as(other).isEmpty();
    }
  }
}
