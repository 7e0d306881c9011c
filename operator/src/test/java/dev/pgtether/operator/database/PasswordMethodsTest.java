package dev.pgtether.operator.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PasswordMethodsTest {

  private final PasswordMethods methods =
      new PasswordMethods(Set.of("old.example"), Set.of("elder.example"));

  @Test
  void aHostIsAnsweredByScramAlone() {
    assertThat(methods.of("db", true).methods()).isEqualTo("scram-sha-256,none");
  }

  @Test
  void aListedHostIsAnsweredByWhatItIsListedFor() {
    assertThat(methods.of("elder.example", false).methods()).contains("md5");
    assertThat(methods.of("old.example", true).methods()).contains("password");
  }

  @Test
  void thePasswordGoesOutInClearTextInsideTlsOnly() {
    assertThat(methods.of("old.example", false).methods()).doesNotContain("password");
  }
}
