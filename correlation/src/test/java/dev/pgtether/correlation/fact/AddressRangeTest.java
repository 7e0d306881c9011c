package dev.pgtether.correlation.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "10.42.1.0/24, 10.42.1.0, true",
    "10.42.1.0/24, 10.42.1.255, true",
    "10.42.1.0/24, 10.42.2.0, false",
    "10.42.1.0/24, ::10.42.1.7, false",
    "10.42.1.9/32, 10.42.1.9, true",
    "10.42.1.9/32, 10.42.1.8, false",
    "0.0.0.0/0, 255.1.2.3, true",
    "0.0.0.0/0, fd00::1, false",
    "fd00:42::/48, fd00:42:0:1::7, true",
    "fd00:42::/48, fd00:43::7, false",
    "fd00:42::/72, fd00:42:0:0:ff::7, true",
    "fd00:42::/72, fd00:42:0:0:100::7, false",
    "::/0, fd00::1, true",
  })
  void an_address_is_in_a_range_when_its_prefix_is_the_same(
      String range, String address, boolean within) {
    assertThat(AddressRange.parse(range).contains(IpAddress.parse(address))).isEqualTo(within);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.42.1.0",
        "10.42.1.0/33",
        "10.42.1.0/-1",
        "fd00::/129",
        "pods/24",
        "10.42.1.0/x"
      })
  void a_malformed_range_is_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.parse(text));
  }
}
