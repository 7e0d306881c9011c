package dev.pgtether.operator.tls.ca;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RootSecretFormatTest {
  private static final Instant START = Instant.parse("2026-03-01T03:00:00Z");

  private final RootCertificates first = RootCertificates.first(START);

  @Test
  void roots_survive_their_secret() {
    RootCertificates rotating = first.withNext(RootCertificate.create(START));
    RootCertificates promoted = rotating.promoted(requireNonNull(rotating.next()), START);

    assertThat(RootSecretFormat.read(secret(first))).isEqualTo(first);
    assertThat(RootSecretFormat.read(secret(rotating))).isEqualTo(rotating);
    assertThat(RootSecretFormat.read(secret(promoted))).isEqualTo(promoted);
  }

  @Test
  void another_roots_key_is_refused() {
    // Given
    Secret secret = secret(first);
    secret.getData().put("ca.key", secret(RootCertificates.first(START)).getData().get("ca.key"));

    // When, Then
    assertThatThrownBy(() -> RootSecretFormat.read(secret))
        .isInstanceOf(RootStore.UnreadableRoots.class)
        .hasMessageContaining("pgtether-system/pgtether-ca")
        .hasMessageContaining("the key is not the certificate's")
        .hasMessageContaining("delete it");
  }

  @Test
  void what_is_no_ca_is_said_without_quoting_it() {
    for (String value : new String[] {"aHVudGVyMg==", "%%%hunter2"}) {
      Secret secret = secret(first);
      Map<String, String> data = new HashMap<>(secret.getData());
      data.put("ca.key", value);
      secret.setData(data);

      assertThatThrownBy(() -> RootSecretFormat.read(secret))
          .isInstanceOf(RootStore.UnreadableRoots.class)
          .hasMessageNotContaining("hunter2")
          .hasMessageNotContaining("aHVudGVyMg");
    }
    Secret empty = secret(first);
    empty.setData(null);
    assertThatThrownBy(() -> RootSecretFormat.read(empty))
        .hasMessageContaining("there is no key ca.crt");
  }

  @Test
  void a_key_is_never_printed() {
    assertThat(
            first.toString()
                + first
                    .current()
                    .sign(ServerCertificateTest.NAMES, ServerCertificateTest.LIFE, START))
        .doesNotContain("PrivateKey")
        .doesNotContain(first.current().key().toString());
  }

  private static Secret secret(RootCertificates rootCertificates) {
    return RootSecretFormat.write("pgtether-system", "pgtether-ca", rootCertificates);
  }
}
