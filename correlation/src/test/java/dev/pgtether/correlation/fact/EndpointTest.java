package dev.pgtether.correlation.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1,        5432,  10.0.0.1:5432",
    "::1,             5432,  [::1]:5432",
    "::ffff:10.0.0.1, 0,     10.0.0.1:0",
    "2001:db8::7,     65535, [2001:db8::7]:65535"
  })
  void an_endpoint_is_written_with_brackets_around_ipv6(String address, int port, String text) {
    assertThat(Endpoint.of(address, port)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536, Integer.MIN_VALUE})
  void a_port_has_sixteen_bits(int port) {
    assertThatThrownBy(() -> Endpoint.of("10.0.0.1", port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a TCP port is 0 to 65535, not " + port);
  }

  @Test
  void a_mapped_address_gives_the_same_endpoint() {
    Endpoint plain = Endpoint.of("10.0.0.7", 41592);
    assertThat(Endpoint.of("::ffff:10.0.0.7", 41592)).isEqualTo(plain).hasSameHashCodeAs(plain);
  }

  @Test
  void endpoints_are_ordered_by_address_then_port() {
    assertThat(
            Stream.of(
                    Endpoint.of("10.0.0.7", 9),
                    Endpoint.of("9.0.0.7", 10),
                    Endpoint.of("10.0.0.7", 8))
                .sorted())
        .containsExactly(
            Endpoint.of("9.0.0.7", 10), Endpoint.of("10.0.0.7", 8), Endpoint.of("10.0.0.7", 9));
  }

  @Test
  void neighbouring_ports_and_addresses_hash_differently() {
    // Given
    Set<Integer> hashes = new HashSet<>();
    // When
    for (int host = 1; host <= 100; host++) {
      for (int port = 40_000; port < 40_100; port++) {
        hashes.add(Endpoint.of("10.0.0." + host, port).hashCode());
      }
    }
    // Then
    assertThat(hashes).hasSizeGreaterThan(9_900);
  }
}
