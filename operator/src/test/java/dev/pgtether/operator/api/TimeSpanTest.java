package dev.pgtether.operator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpanTest {

  @ParameterizedTest
  @CsvSource({"30s,PT30S", "5m,PT5M", "1h,PT1H", "1h30m,PT1H30M", "2h3m4s,PT2H3M4S", "90s,PT90S"})
  void hours_minutes_and_seconds_add_up(String text, Duration expected) {
    assertThat(new TimeSpan(text).toDuration()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "1d", "30s5m", "-5s", "1.5h", "5 m", "1234567s"})
  void any_other_text_is_no_time_span(String text) {
    assertThatThrownBy(() -> new TimeSpan(text).toDuration())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("for instance 30s, 5m or 1h30m");
  }

  @Test
  void the_longest_that_the_schema_takes_is_a_duration() {
    assertThat(new TimeSpan("999999h999999m999999s").text()).hasSize(TimeSpan.MAX_LENGTH);
    assertThat(new TimeSpan("999999h999999m999999s").toDuration()).isPositive();
  }
}
