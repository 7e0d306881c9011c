package dev.pgtether.correlation.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class CasesTest {

  /** Surefire sets {@code basedir}; an IDE starts in the module. */
  private static final Path CASES =
      Path.of(System.getProperty("basedir", ""), "src/test/resources/cases");

  @TestFactory
  Stream<DynamicTest> eachCaseComesToItsPairings() throws IOException {
    boolean record = Boolean.getBoolean("cases.record");
    return Case.allIn(CASES).stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.name(),
                    () -> {
                      String outcome = one.outcome();
                      if (record) {
                        one.record(outcome);
                      }
                      assertThat(outcome).as(one.name()).isEqualTo(one.expected());
                    }));
  }
}
