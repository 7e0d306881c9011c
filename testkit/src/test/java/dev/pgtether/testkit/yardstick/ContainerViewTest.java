package dev.pgtether.testkit.yardstick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgtether.testkit.knownclients.ContainerSocketView;
import dev.pgtether.testkit.knownclients.ContainerSocketView.HeldConnection;
import java.nio.ByteOrder;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContainerViewTest {

  @BeforeEach
  void aLittleEndianMachineWroteTheSamples() {
    assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "needs a little-endian machine");
  }

  @Test
  void a_socket_has_all_its_holders_and_the_addresses_that_the_kernel_wrote() {
    // Given
    String view =
        """
        holds 12 4711
        holds 15 4711
        holds 12 99
        socket 4711 0702A80A:A278 0100000A:1538
        """;

    // When
    List<HeldConnection> seen = ContainerSocketView.read(view, 5432);

    // Then
    assertThat(seen)
        .containsExactly(
            new HeldConnection(
                new TreeSet<>(List.of(12, 15)), "10.168.2.7", 41592, "10.0.0.1", 5432));
  }

  @Test
  void a_socket_that_the_kernel_shows_twice_is_one() {
    String view =
        """
        holds 7 1
        socket 1 0702A80A:A278 0100000A:1538
        socket 2 0702A80A:A279 0100000A:1538
        socket 1 0702A80A:A278 0100000A:1538
        """;
    assertThat(ContainerSocketView.read(view, 5432)).hasSize(1);
  }

  @Test
  void a_mapped_address_is_shown_as_postgres_shows_it() {
    String view =
        """
        holds 7 1
        socket 1 0000000000000000FFFF00000B00001E:C001 0000000000000000FFFF00000100000A:1538
        """;
    assertThat(ContainerSocketView.read(view, 5432))
        .containsExactly(
            new HeldConnection(new TreeSet<>(List.of(7)), "30.0.0.11", 49153, "10.0.0.1", 5432));
  }

  @Test
  void sockets_of_others_and_to_other_ports_are_left_out() {
    String view =
        """
        holds 7 1
        socket 1 0100007F:C001 0100007F:0050
        socket 2 0100007F:C002 0100007F:1538
        """;
    assertThat(ContainerSocketView.read(view, 5432)).isEmpty();
  }

  @Test
  void an_error_of_the_shell_is_not_taken_for_a_view() {
    assertThatThrownBy(() -> ContainerSocketView.read("sh: awk: not found\n", 5432))
        .hasMessageContaining("awk: not found");
  }
}
