package dev.pgtether.operator.database.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtether.correlation.fact.AddressRange;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.failure.AuditFailedException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationPolicyTest {

  private static final Endpoint API_SERVER = Endpoint.of("10.0.0.1", 6443);

  private final DestinationPolicy open = new DestinationPolicy(List.of(), API_SERVER::equals);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.10",
        "::1",
        "::ffff:127.0.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "169.254.169.254",
        "fe80::1",
        "224.0.0.1",
        "255.255.255.255",
        "ff02::1",
        "fd00:ec2::254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::"
      })
  void no_audit_connects_to_a_forbidden_address(String address) {
    assertThat(refusal(open, 5432, address).reason()).isEqualTo(Reason.DESTINATION_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.42.0.7", "192.168.1.1", "203.0.113.9", "fd12::7", "2001:db8::1"})
  void an_audit_connects_to_an_ordinary_address(String address) {
    assertThatCode(() -> open.requireAllowed("db", 5432, addresses(address)))
        .doesNotThrowAnyException();
  }

  @Test
  void one_forbidden_address_among_many_forbids_the_name() {
    AuditFailedException refusal = refusal(open, 5432, "10.42.0.7", "203.0.113.9", "127.0.0.1");
    assertThat(refusal).hasMessageContaining("127.0.0.1");
  }

  @Test
  void the_api_server_is_refused_and_a_database_on_its_node_is_not() {
    assertThat(refusal(open, 6443, "10.0.0.1").reason()).isEqualTo(Reason.DESTINATION_NOT_ALLOWED);
    assertThatCode(() -> open.requireAllowed("db", 5432, addresses("10.0.0.1")))
        .doesNotThrowAnyException();
  }

  @Test
  void where_ranges_are_allowed_nothing_else_is() {
    // Given
    DestinationPolicy narrow =
        new DestinationPolicy(List.of(AddressRange.parse("10.42.0.0/16")), endpoint -> false);

    // Then
    assertThatCode(() -> narrow.requireAllowed("db", 5432, addresses("10.42.200.1")))
        .doesNotThrowAnyException();
    assertThat(refusal(narrow, 5432, "10.43.0.1")).hasMessageContaining("allowedCidrs");
    assertThat(refusal(narrow, 5432, "10.42.0.1", "10.43.0.1")).hasMessageContaining("10.43.0.1");
  }

  @Test
  void an_allowed_range_does_not_allow_an_address_that_is_never_allowed() {
    DestinationPolicy everywhere =
        new DestinationPolicy(
            List.of(AddressRange.parse("0.0.0.0/0"), AddressRange.parse("::/0")), e -> false);
    assertThat(refusal(everywhere, 5432, "127.0.0.1")).hasMessageContaining("loopback");
  }

  private static AuditFailedException refusal(
      DestinationPolicy destinationPolicy, int port, String... addresses) {
    return catchThrowableOfType(
        AuditFailedException.class,
        () -> destinationPolicy.requireAllowed("db.example", port, addresses(addresses)));
  }

  private static List<IpAddress> addresses(String... literals) {
    return Stream.of(literals).map(IpAddress::parse).toList();
  }
}
