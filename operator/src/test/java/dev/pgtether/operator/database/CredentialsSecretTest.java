package dev.pgtether.operator.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtether.operator.api.Annotations;
import dev.pgtether.operator.api.Reason;
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
  void givesTheRoleAndThePasswordWhichDoesNotShowItself() {
    // When
    CredentialsSecret.Credentials credentials =
        of(Resources.secret(Resources.BASIC_AUTH, LOGIN)).forServer("db.shop.svc", 5432);

    // Then
    assertThat(credentials.user()).isEqualTo("monitor");
    assertThat(credentials.password().value()).isEqualTo("hunter2");
    assertThat(credentials.toString()).doesNotContain("hunter2");
  }

  @Test
  void refusesASecretThatWasMadeForSomethingElse() {
    // Given
    Secret other = Resources.secret("kubernetes.io/service-account-token", LOGIN);

    // Then
    CannotAudit refusal = refusal(other);
    assertThat(refusal.reason()).isEqualTo(Reason.SECRET_TYPE_NOT_ALLOWED);
    assertThat(refusal)
        .hasMessageContaining("kubectl label -n shop secret login pgtether.dev/credentials=true");
  }

  @Test
  void takesASecretOfAnyTypeThatIsLabelled() {
    // Given
    Secret labelled =
        new SecretBuilder(Resources.secret("Opaque", LOGIN))
            .editMetadata()
            .addToLabels(Annotations.CREDENTIALS, "true")
            .endMetadata()
            .build();

    // Then
    assertThat(of(labelled).forServer("db", 5432).user()).isEqualTo("monitor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"db.shop.svc", "DB.shop.svc", "db.shop.svc.", " db.shop.svc\n"})
  void takesASecretForThisHostHoweverItIsWritten(String written) {
    Secret bound =
        Resources.annotated(
            Resources.secret(Resources.BASIC_AUTH, LOGIN), Annotations.FOR_HOST, written);
    assertThat(of(bound).forServer("db.shop.svc", 5432).user()).isEqualTo("monitor");
  }

  @Test
  void refusesASecretForAnotherHostAndDoesNotSayForWhich() {
    // Given
    Secret bound =
        Resources.annotated(
            Resources.secret(Resources.BASIC_AUTH, LOGIN),
            Annotations.FOR_HOST,
            "payroll.finance.svc");

    // Then
    CannotAudit refusal = refusal(bound);
    assertThat(refusal.reason()).isEqualTo(Reason.SECRET_NOT_FOR_HOST);
    assertThat(refusal.getMessage()).contains("db.shop.svc:5432").doesNotContain("payroll");
  }

  @Test
  void refusesASecretWhoseOwnKeysNameAnotherHostOrPort() {
    for (Map<String, String> elsewhere :
        List.of(Map.of("host", "other"), Map.of("host", "db.shop.svc", "port", "5433"))) {
      // Given
      Map<String, String> data = new HashMap<>(LOGIN);
      data.putAll(elsewhere);

      // Then
      assertThat(refusal(Resources.secret(Resources.BASIC_AUTH, data)).reason())
          .isEqualTo(Reason.SECRET_NOT_FOR_HOST);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"username", "password"})
  void saysWhichKeyIsMissing(String key) {
    // Given
    Map<String, String> data = new HashMap<>(LOGIN);
    data.remove(key);

    // Then
    CannotAudit refusal = refusal(Resources.secret(Resources.BASIC_AUTH, data));
    assertThat(refusal.reason()).isEqualTo(Reason.SECRET_KEY_MISSING);
    assertThat(refusal).hasMessageContaining("no key " + key);
  }

  @Test
  void saysThatALineBreakGotIntoTheName() {
    Secret echoed =
        Resources.secret(
            Resources.BASIC_AUTH, Map.of("username", "monitor\n", "password", "hunter2"));
    assertThat(refusal(echoed)).hasMessageContaining("echo -n");
  }

  private static CannotAudit refusal(Secret secret) {
    return catchThrowableOfType(CannotAudit.class, () -> of(secret).forServer("db.shop.svc", 5432));
  }

  private static CredentialsSecret of(Secret secret) {
    return new CredentialsSecret(secret, "shop/login");
  }
}
