package dev.pgtether.correlation.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  /** RFC 5952, sections 1 to 5; the last rows are ours. */
  @ParameterizedTest(name = "{0} is written {1}")
  @CsvSource({
    "2001:db8:0:0:1:0:0:1,                    2001:db8::1:0:0:1",
    "2001:0db8:0:0:1:0:0:1,                   2001:db8::1:0:0:1",
    "2001:db8::1:0:0:1,                       2001:db8::1:0:0:1",
    "2001:db8::0:1:0:0:1,                     2001:db8::1:0:0:1",
    "2001:0db8::1:0:0:1,                      2001:db8::1:0:0:1",
    "2001:db8:0:0:1::1,                       2001:db8::1:0:0:1",
    "2001:db8:0000:0:1::1,                    2001:db8::1:0:0:1",
    "2001:DB8:0:0:1::1,                       2001:db8::1:0:0:1",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001,  2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
    "2001:db8:aaaa:bbbb:cccc:dddd:0:1,        2001:db8:aaaa:bbbb:cccc:dddd:0:1",
    "2001:db8:aaaa:bbbb:cccc:dddd::1,         2001:db8:aaaa:bbbb:cccc:dddd:0:1",
    "2001:db8:0:0:0:0:2:1,                    2001:db8::2:1",
    "2001:db8::1:1:1:1:1,                     2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1,                      2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:0,                    2001:db8:0:0:1::",
    "0:0:0:0:0:0:0:0,                         ::",
    "0:0:0:0:0:0:0:1,                         ::1",
    "1:0:0:0:0:0:0:0,                         1::",
    "0:0:1:0:0:1:0:0,                         ::1:0:0:1:0:0",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "64:ff9b::10.0.0.7,                       64:ff9b::a00:7",
    "::ffff:0:a00:7,                          ::ffff:0:a00:7",
    "0.0.0.0,                                 0.0.0.0",
    "10.0.0.7,                                10.0.0.7",
    "255.255.255.255,                         255.255.255.255"
  })
  void an_address_is_written_as_rfc_5952_says(String literal, String canonical) {
    IpAddress address = IpAddress.parse(literal);
    assertThat(address).hasToString(canonical);
    assertThat(IpAddress.parse(canonical)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::ffff:10.0.0.7", "::FFFF:a00:7", "0:0:0:0:0:ffff:10.0.0.7"})
  void a_mapped_address_is_the_ipv4_address(String mapped) {
    IpAddress plain = IpAddress.parse("10.0.0.7");
    assertThat(IpAddress.parse(mapped)).isEqualTo(plain).hasSameHashCodeAs(plain);
    assertThat(IpAddress.parse(mapped).isIpv4()).isTrue();
    assertThat(IpAddress.parse(mapped)).hasToString("10.0.0.7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.7", "1", "167772167", "[::1]", "0x0a000007", "10.0.0.7.", "localhost"})
  void a_mistyped_address_is_refused(String slip) {
    assertThatThrownBy(() -> IpAddress.parse(slip)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_sixteen_bytes_of_a_mapped_address_are_the_ipv4_address() {
    byte[] bytes = new byte[20];
    bytes[12] = bytes[13] = (byte) 0xff;
    bytes[14] = 10;
    bytes[17] = 7;
    assertThat(IpAddress.ofBytes(bytes, 2, 16)).isEqualTo(IpAddress.parse("10.0.0.7"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"::10.0.0.7", "::ffff:0:10.0.0.7", "64:ff9b::10.0.0.7"})
  void an_address_that_only_looks_mapped_is_ipv6(String literal) {
    assertThat(IpAddress.parse(literal).isIpv4()).isFalse();
    assertThat(IpAddress.parse(literal)).isNotEqualTo(IpAddress.parse("10.0.0.7"));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1,        true",
    "127.255.255.255,  true",
    "::ffff:127.0.0.2, true",
    "::1,              true",
    "126.255.255.255,  false",
    "128.0.0.0,        false",
    "10.0.0.127,       false",
    "::2,              false",
    "::127.0.0.1,      false",
    "7f00::1,          false"
  })
  void loopback_is_127_or_one(String literal, boolean loopback) {
    assertThat(IpAddress.parse(literal).isLoopback()).isEqualTo(loopback);
  }

  @ParameterizedTest
  @CsvSource({
    "169.254.0.0,        true",
    "169.254.255.255,    true",
    "::ffff:169.254.1.1, true",
    "fe80::1,            true",
    "febf:ffff::1,       true",
    "169.253.255.255,    false",
    "169.255.0.0,        false",
    "fe7f::1,            false",
    "fec0::1,            false",
    "ff02::1,            false"
  })
  void link_local_is_169_254_or_fe80_slash_10(String literal, boolean linkLocal) {
    assertThat(IpAddress.parse(literal).isLinkLocal()).isEqualTo(linkLocal);
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0, true", "::, true", "0.0.0.1, false", "::1, false", "10.0.0.0, false"})
  void unspecified_is_zero(String literal, boolean unspecified) {
    assertThat(IpAddress.parse(literal).isUnspecified()).isEqualTo(unspecified);
  }

  @Test
  void a_zone_is_dropped() {
    assertThat(IpAddress.parse("fe80::1%eth0")).isEqualTo(IpAddress.parse("fe80::1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "orders-db.shop.svc",
        "10.0.0.256",
        "10.0.0.7:5432",
        "10.0.0.7/32",
        " 10.0.0.7",
        ":::",
        "1::2::3",
        "2001:db8",
        "12345::"
      })
  void a_non_literal_is_refused_and_never_resolved(String text) {
    assertThatThrownBy(() -> IpAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @NullSource
  void null_is_refused(String text) {
    assertThatThrownBy(() -> IpAddress.parse(text)).isInstanceOf(NullPointerException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5, 15, 17})
  void an_address_has_four_or_sixteen_bytes(int length) {
    assertThatThrownBy(() -> IpAddress.ofBytes(new byte[32], 0, length))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an address has 4 or 16 bytes, not " + length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.7", "255.1.128.0", "2001:db8::7", "::", "fe80::ff:80"})
  void bytes_round_trip_to_the_same_address(String literal) throws UnknownHostException {
    IpAddress address = IpAddress.parse(literal);
    byte[] bytes = address.toBytes();
    assertThat(IpAddress.ofBytes(bytes, 0, bytes.length)).isEqualTo(address);
    assertThat(IpAddress.of(InetAddress.getByAddress(bytes))).isEqualTo(address);
    assertThat(bytes).isEqualTo(InetAddress.ofLiteral(literal).getAddress());
  }

  @Test
  void addresses_are_ordered_as_unsigned_numbers() {
    assertThat(
            Stream.of("ff02::1", "10.0.0.7", "2001:db8::1", "200.0.0.1", "::1", "::8000:0:0:0")
                .map(IpAddress::parse)
                .sorted()
                .map(IpAddress::toString))
        .containsExactly("::1", "10.0.0.7", "200.0.0.1", "::8000:0:0:0", "2001:db8::1", "ff02::1");
  }
}
