package dev.pgtether.operator.agents.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class HandshakesTest {

  @Test
  void a_failure_without_words_is_told_all_the_same() {
    assertThat(Handshakes.whyFailed(new ClosedChannelException()))
        .isEqualTo("the other side closed the connection during the handshake");
    assertThat(Handshakes.whyFailed(new SSLException(null, new ClosedChannelException())))
        .contains("closed the connection");
    assertThat(Handshakes.whyFailed(new SSLException(null, new SSLException("unknown_ca"))))
        .isEqualTo("unknown_ca");
    assertThat(Handshakes.whyFailed(new IllegalStateException()))
        .isEqualTo("IllegalStateException");
  }
}
