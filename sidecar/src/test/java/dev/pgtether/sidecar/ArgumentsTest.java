package dev.pgtether.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

  @Test
  void without_a_port_it_looks_for_postgres_own() throws BadArguments {
    assertThat(read("--once")).isEqualTo(new Order.Once(Set.of(5432), false));
  }

  @Test
  void several_ports_in_both_spellings() throws BadArguments {
    assertThat(read("--port=6432", "--pretty", "--port", "5433", "--once"))
        .isEqualTo(new Order.Once(Set.of(5433, 6432), true));
  }

  @Test
  void exchange_is_a_word() throws BadArguments {
    assertThat(read("exchange")).isEqualTo(new Order.Exchange());
  }

  @Test
  void help_wins_over_everything_behind_it() throws BadArguments {
    assertThat(read("--help", "--nonsense")).isEqualTo(new Order.Help());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                     | exchange or --once is missing",
        "--pretty             | exchange or --once is missing",
        "--once --port        | --port needs a number after it, as in --port 5432",
        "--once --port 0      | --port is a number from 1 to 65535, not '0'",
        "--once --port 65536  | --port is a number from 1 to 65535, not '65536'",
        "--once --port --once | --port is a number from 1 to 65535, not '--once'",
        "--once --port=5e3    | --port is a number from 1 to 65535, not '5e3'",
        "--once --ports 1     | there is no --ports",
        "once                 | there is no once",
        "exchange --once      | exchange stands alone: the operator says what to look at",
        "exchange --port 5432 | exchange stands alone: the operator says what to look at",
      })
  void a_word_that_cannot_be_followed_is_named(String line, String complaint) {
    String[] words = line == null ? new String[0] : line.split(" ");
    assertThatThrownBy(() -> read(words)).isInstanceOf(BadArguments.class).hasMessage(complaint);
  }

  @Test
  void a_hostile_word_is_not_printed_as_it_is() {
    assertThatThrownBy(() -> read("\u001b[2J" + "x".repeat(1_000)))
        .hasMessageStartingWith("there is no ?[2Jxx")
        .hasMessageEndingWith("...")
        .satisfies(bad -> assertThat(bad.getMessage()).hasSizeLessThan(130));
  }

  @Test
  void more_than64_ports_are_refused() {
    String[] words =
        Stream.concat(
                Stream.of("--once"),
                IntStream.rangeClosed(1, 65).mapToObj(port -> "--port=" + port))
            .toArray(String[]::new);
    assertThatThrownBy(() -> read(words)).hasMessage("there may be at most 64 different --port");
  }

  private static Order read(String... words) throws BadArguments {
    return Arguments.read(List.of(words));
  }
}
