package dev.pgtether.operator.database.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtether.operator.api.LabelsAndAnnotations;
import dev.pgtether.operator.api.Reason;
import dev.pgtether.operator.database.failure.AuditFailedException;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsSecretTest {

  private static final Map<String, String> LOGIN =
      Map.of("username", "monitor", "password", "hunter2");

  @Test
  void gives_the_role_and_the_password_which_does_not_show_itself() {
    // When
    CredentialsSecret.Credentials credentials =
        of(TestSecrets.secret(TestSecrets.BASIC_AUTH, LOGIN)).forServer("db.shop.svc", 5432);

    // Then
    assertThat(credentials.user()).isEqualTo("monitor");
    assertThat(credentials.password().value()).isEqualTo("hunter2");
    assertThat(credentials.toString()).doesNotContain("hunter2");
  }

  @Test
  void refuses_a_secret_that_was_made_for_something_else() {
    // Given
    Secret other = TestSecrets.secret("kubernetes.io/service-account-token", LOGIN);

    // Then
    AuditFailedException refusal = refusal(other);
    assertThat(refusal.reason()).isEqualTo(Reason.SECRET_TYPE_NOT_ALLOWED);
    assertThat(refusal)
        .hasMessageContaining("kubectl label -n shop secret login pgtether.dev/credentials=true");
  }

  @Test
  void takes_a_secret_of_any_type_that_is_labelled() {
    // Given
    Secret labelled =
        new SecretBuilder(TestSecrets.secret("Opaque", LOGIN))
            .editMetadata()
            .addToLabels(LabelsAndAnnotations.CREDENTIALS, "true")
            .endMetadata()
            .build();

    // Then
    assertThat(of(labelled).forServer("db", 5432).user()).isEqualTo("monitor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"db.shop.svc", "DB.shop.svc", "db.shop.svc.", " db.shop.svc\n"})
  void takes_a_secret_for_this_host_however_it_is_written(String written) {
    Secret bound =
        TestSecrets.annotated(
            TestSecrets.secret(TestSecrets.BASIC_AUTH, LOGIN),
            LabelsAndAnnotations.FOR_HOST,
            written);
    assertThat(of(bound).forServer("db.shop.svc", 5432).user()).isEqualTo("monitor");
  }

  @Test
  void refuses_a_secret_for_another_host_and_does_not_say_for_which() {
    // Given
    Secret bound =
        TestSecrets.annotated(
            TestSecrets.secret(TestSecrets.BASIC_AUTH, LOGIN),
            LabelsAndAnnotations.FOR_HOST,
            "payroll.finance.svc");

    // Then
    AuditFailedException refusal = refusal(bound);
    assertThat(refusal.reason()).isEqualTo(Reason.SECRET_NOT_FOR_HOST);
    assertThat(refusal.getMessage()).contains("db.shop.svc:5432").doesNotContain("payroll");
  }

  @Test
  void refuses_a_secret_whose_own_keys_name_another_host_or_port() {
    for (Map<String, String> elsewhere :
        List.of(Map.of("host", "other"), Map.of("host", "db.shop.svc", "port", "5433"))) {
      // Given
      Map<String, String> data = new HashMap<>(LOGIN);
      data.putAll(elsewhere);

      // Then
      assertThat(refusal(TestSecrets.secret(TestSecrets.BASIC_AUTH, data)).reason())
          .isEqualTo(Reason.SECRET_NOT_FOR_HOST);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"username", "password"})
  void says_which_key_is_missing(String key) {
    // Given
    Map<String, String> data = new HashMap<>(LOGIN);
    data.remove(key);

    // Then
    AuditFailedException refusal = refusal(TestSecrets.secret(TestSecrets.BASIC_AUTH, data));
    assertThat(refusal.reason()).isEqualTo(Reason.SECRET_KEY_MISSING);
    assertThat(refusal).hasMessageContaining("no key " + key);
  }

  @Test
  void says_that_a_line_break_got_into_the_name() {
    Secret echoed =
        TestSecrets.secret(
            TestSecrets.BASIC_AUTH, Map.of("username", "monitor\n", "password", "hunter2"));
    assertThat(refusal(echoed)).hasMessageContaining("echo -n");
  }

  private static AuditFailedException refusal(Secret secret) {
    return catchThrowableOfType(
        AuditFailedException.class, () -> of(secret).forServer("db.shop.svc", 5432));
  }

  private static CredentialsSecret of(Secret secret) {
    return new CredentialsSecret(secret, "shop/login");
  }
}
