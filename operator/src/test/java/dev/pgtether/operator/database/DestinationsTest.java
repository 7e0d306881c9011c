package dev.pgtether.operator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtether.correlation.fact.AddressRange;
import dev.pgtether.correlation.fact.Endpoint;
import dev.pgtether.correlation.fact.IpAddress;
import dev.pgtether.operator.api.Reason;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationsTest {

  private static final Endpoint API_SERVER = Endpoint.of("10.0.0.1", 6443);

  private final Destinations open = new Destinations(List.of(), API_SERVER::equals);

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
  void noAuditConnectsTo(String address) {
    assertThat(refusal(open, 5432, address).reason()).isEqualTo(Reason.DESTINATION_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.42.0.7", "192.168.1.1", "203.0.113.9", "fd12::7", "2001:db8::1"})
  void anAuditConnectsTo(String address) {
    assertThatCode(() -> open.requireAllowed("db", 5432, addresses(address)))
        .doesNotThrowAnyException();
  }

  @Test
  void oneForbiddenAddressAmongManyForbidsTheName() {
    CannotAudit refusal = refusal(open, 5432, "10.42.0.7", "203.0.113.9", "127.0.0.1");
    assertThat(refusal).hasMessageContaining("127.0.0.1");
  }

  @Test
  void theApiServerIsClosedAndADatabaseOnItsNodeIsNot() {
    assertThat(refusal(open, 6443, "10.0.0.1").reason()).isEqualTo(Reason.DESTINATION_NOT_ALLOWED);
    assertThatCode(() -> open.requireAllowed("db", 5432, addresses("10.0.0.1")))
        .doesNotThrowAnyException();
  }

  @Test
  void whereRangesAreAllowedNothingElseIs() {
    // Given
    Destinations narrow =
        new Destinations(List.of(AddressRange.parse("10.42.0.0/16")), endpoint -> false);

    // Then
    assertThatCode(() -> narrow.requireAllowed("db", 5432, addresses("10.42.200.1")))
        .doesNotThrowAnyException();
    assertThat(refusal(narrow, 5432, "10.43.0.1")).hasMessageContaining("allowedCidrs");
    assertThat(refusal(narrow, 5432, "10.42.0.1", "10.43.0.1")).hasMessageContaining("10.43.0.1");
  }

  @Test
  void anAllowedRangeOpensNothingThatIsNeverOpen() {
    Destinations everywhere =
        new Destinations(
            List.of(AddressRange.parse("0.0.0.0/0"), AddressRange.parse("::/0")), e -> false);
    assertThat(refusal(everywhere, 5432, "127.0.0.1")).hasMessageContaining("loopback");
  }

  private static CannotAudit refusal(Destinations destinations, int port, String... addresses) {
    return catchThrowableOfType(
        CannotAudit.class,
        () -> destinations.requireAllowed("db.example", port, addresses(addresses)));
  }

  private static List<IpAddress> addresses(String... literals) {
    return Stream.of(literals).map(IpAddress::parse).toList();
  }
}
