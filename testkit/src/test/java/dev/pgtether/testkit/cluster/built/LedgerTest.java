package dev.pgtether.testkit.cluster.built;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir private Path folder;

  @Test
  void keeps_what_was_written_in_its_order() {
    // Given
    Ledger ledger = new Ledger(folder.resolve("ledger"));
    assertThat(ledger.lines()).isEmpty();
    // When
    ledger.add(Ledger.Kind.LINK, "pgtc0br");
    ledger.add(Ledger.Kind.NODE, "4711", "99");
    // Then
    assertThat(ledger.lines().stream().map(Ledger.Line::value)).containsExactly("pgtc0br", "4711");
    assertThat(ledger.lines(Ledger.Kind.NODE).map(Ledger.Line::values).findFirst().orElseThrow())
        .containsExactly("4711", "99");
  }

  @Test
  void a_boot_or_repair_that_did_not_reach_its_end_is_nobodys_cluster() {
    // Given
    Ledger ledger = new Ledger(folder.resolve("ledger"));
    ledger.add(Ledger.Kind.LINK, "pgtc0br");
    assertThat(ledger.purpose()).isEmpty();
    // When
    ledger.add(Ledger.Kind.COMPLETE, Purpose.PERSON.name());
    // Then
    assertThat(ledger.purpose()).contains(Purpose.PERSON);
    // When
    ledger.add(Ledger.Kind.REPAIR);
    // Then
    assertThat(ledger.purpose()).isEmpty();
    // When
    ledger.add(Ledger.Kind.COMPLETE, Purpose.PERSON.name());
    // Then
    assertThat(ledger.purpose()).contains(Purpose.PERSON);
  }
}
