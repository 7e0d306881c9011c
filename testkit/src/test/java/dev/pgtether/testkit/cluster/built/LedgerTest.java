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
    TeardownLog teardownLog = new TeardownLog(folder.resolve("ledger"));
    assertThat(teardownLog.lines()).isEmpty();
    // When
    teardownLog.add(TeardownLog.Kind.LINK, "pgtc0br");
    teardownLog.add(TeardownLog.Kind.NODE, "4711", "99");
    // Then
    assertThat(teardownLog.lines().stream().map(TeardownLog.Entry::value))
        .containsExactly("pgtc0br", "4711");
    assertThat(
            teardownLog
                .lines(TeardownLog.Kind.NODE)
                .map(TeardownLog.Entry::values)
                .findFirst()
                .orElseThrow())
        .containsExactly("4711", "99");
  }

  @Test
  void a_boot_or_repair_that_did_not_reach_its_end_is_nobodys_cluster() {
    // Given
    TeardownLog teardownLog = new TeardownLog(folder.resolve("ledger"));
    teardownLog.add(TeardownLog.Kind.LINK, "pgtc0br");
    assertThat(teardownLog.owner()).isEmpty();
    // When
    teardownLog.add(TeardownLog.Kind.COMPLETE, ClusterOwner.PERSON.name());
    // Then
    assertThat(teardownLog.owner()).contains(ClusterOwner.PERSON);
    // When
    teardownLog.add(TeardownLog.Kind.REPAIR);
    // Then
    assertThat(teardownLog.owner()).isEmpty();
    // When
    teardownLog.add(TeardownLog.Kind.COMPLETE, ClusterOwner.PERSON.name());
    // Then
    assertThat(teardownLog.owner()).contains(ClusterOwner.PERSON);
  }
}
