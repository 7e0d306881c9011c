package dev.pgtether.correlation.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class GoldenCasesTest {

  /** Surefire sets {@code basedir}; an IDE starts in the module. */
  private static final Path CASES =
      Path.of(System.getProperty("basedir", ""), "src/test/resources/cases");

  @TestFactory
  Stream<DynamicTest> each_case_gives_its_pairings() throws IOException {
    boolean record = Boolean.getBoolean("cases.record");
    return GoldenCase.readAll(CASES).stream()
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.name(),
                    () -> {
                      String outcome = one.actual();
                      if (record) {
                        one.record(outcome);
                      }
                      assertThat(outcome).as(one.name()).isEqualTo(one.expected());
                    }));
  }
}
