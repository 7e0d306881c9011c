package dev.pgtether.sidecar.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  @Test
  void only_the_operator_must_be_said() {
    Settings settings = Settings.from(Map.of("PGTETHER_OPERATOR", "https://a.b.svc:8443"));
    assertThat(settings)
        .isEqualTo(
            new Settings(
                new Address("a.b.svc", 8443),
                Path.of("/var/run/secrets/pgtether/token"),
                Path.of("/var/run/secrets/pgtether-ca/ca.crt")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.b.svc:8443",
        "http://a:8443",
        "https://a",
        "https://a:0",
        "https://a:65536",
        "https://a:8443/path",
        "https://user@a:8443",
        "https://a b:1",
        "https://fd00::1:8443",
        "https://-a:1",
        "https://a:1\r\nX: y"
      })
  void what_else_it_says_is_refused_with_an_example(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.from(Map.of("PGTETHER_OPERATOR", url)))
        .withMessageStartingWith(
            "PGTETHER_OPERATOR must say where the operator is, as in https://pgtether-agents");
  }

  @ParameterizedTest
  @CsvSource({"[fd00::1]:8443,fd00::1", "10.0.0.1:8443,10.0.0.1", "a.b.:8443,a.b."})
  void an_address_is_read_and_written(String text, String host) {
    Address address = Address.parse(text);
    assertThat(address).isEqualTo(new Address(host, 8443));
    assertThat(address).hasToString(text);
  }
}
