package dev.pgtether.operator.scan.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class HandshakeFailuresTest {

  @Test
  void a_failure_without_words_is_told_all_the_same() {
    assertThat(HandshakeFailures.whyFailed(new ClosedChannelException()))
        .isEqualTo("the other side closed the connection during the handshake");
    assertThat(HandshakeFailures.whyFailed(new SSLException(null, new ClosedChannelException())))
        .contains("closed the connection");
    assertThat(HandshakeFailures.whyFailed(new SSLException(null, new SSLException("unknown_ca"))))
        .isEqualTo("unknown_ca");
    assertThat(HandshakeFailures.whyFailed(new IllegalStateException()))
        .isEqualTo("IllegalStateException");
  }
}
