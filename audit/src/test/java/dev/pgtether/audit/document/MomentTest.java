package dev.pgtether.audit.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentTest {

  @ParameterizedTest
  @CsvSource({
    "-5,0s",
    "0,0s",
    "59,59s",
    "60,1m",
    "252,4m12s",
    "3600,1h",
    "11100,3h5m",
    "86399,23h59m",
    "86400,1d",
    "187200,2d4h",
    "31536000,365d"
  })
  void an_age_has_its_two_largest_units(long seconds, String age) {
    assertThat(Moment.age(Duration.ofSeconds(seconds))).isEqualTo(age);
  }
}
