package dev.pgtether.operator.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PasswordMethodPolicyTest {

  private final PasswordMethodPolicy methods =
      new PasswordMethodPolicy(Set.of("old.example"), Set.of("elder.example"));

  @Test
  void a_host_is_answered_by_scram_alone() {
    assertThat(methods.authenticationFor("db", true).methods()).isEqualTo("scram-sha-256,none");
  }

  @Test
  void a_listed_host_is_answered_by_what_it_is_listed_for() {
    assertThat(methods.authenticationFor("elder.example", false).methods()).contains("md5");
    assertThat(methods.authenticationFor("old.example", true).methods()).contains("password");
  }

  @Test
  void the_password_goes_out_in_clear_text_inside_tls_only() {
    assertThat(methods.authenticationFor("old.example", false).methods())
        .doesNotContain("password");
  }
}
