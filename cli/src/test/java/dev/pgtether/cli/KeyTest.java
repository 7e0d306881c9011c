package dev.pgtether.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import org.jline.utils.NonBlocking;
import org.jline.utils.NonBlockingReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "q|QUIT",
        "Q|QUIT",
        "\u0003|QUIT",
        " |NOW",
        "k|UP",
        "j|DOWN",
        "b|PAGE_UP",
        "f|PAGE_DOWN",
        "\u001b[A|UP",
        "\u001bOB|DOWN",
        "\u001b[5~|PAGE_UP",
        "\u001b[6~|PAGE_DOWN",
        "x|OTHER",
        "\u001b[1;5A|UP",
        "\u001b[15~|OTHER",
        "\u001bx|OTHER"
      })
  void keys_are_what_terminals_send_for_them(String sent, Key key) throws IOException {
    assertThat(Key.read(keys(sent))).isEqualTo(key);
  }

  @Test
  void a_terminal_that_is_gone_is_said() {
    assertThatThrownBy(() -> Key.read(keys(""))).isInstanceOf(EOFException.class);
  }

  private static NonBlockingReader keys(String sent) {
    return NonBlocking.nonBlocking("keys", new StringReader(sent));
  }
}
