package dev.pgtether.testkit.it.program;

import static org.assertj.core.api.Assertions.assertThat;

/** What the program says when it could not do its work. */
public final class Complaint {
  private Complaint() {}

  /**
   * One line that says what went wrong, one with what to do next, and nothing that only a
   * programmer or a thief has a use for.
   *
   * @param password must not be in it
   */
  public static void assertHelpful(String err, String password) {
    assertThat(err).startsWith("pgtether: ").contains("\n  hint: ");
    assertThat(err)
        .doesNotContain("\tat ")
        .doesNotContain("Exception")
        .doesNotContain("a fault in pgtether itself")
        .doesNotContain(password);
  }
}
