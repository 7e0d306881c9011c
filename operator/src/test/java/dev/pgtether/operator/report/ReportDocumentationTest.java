package dev.pgtether.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtether.operator.api.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the documentation shows is what people get. */
class ReportDocumentationTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "report.md");

  @Test
  void the_view_is_shown_as_it_is_printed() throws IOException {
    // Given
    String view =
        StatusReport.of(
                OrdersAuditFixture.course(
                    OrdersAuditFixture.sample().success(), OrdersAuditFixture.sample().success()),
                null,
                OrdersAuditFixture.NOW)
            .view()
            .stream()
            .map(line -> line.isEmpty() ? "" : "    " + line)
            .collect(Collectors.joining("\n"));

    // Then
    assertThat(DOCUMENT).content().contains(view);
  }

  @ParameterizedTest
  @EnumSource
  void every_reason_is_explained(Reason reason) throws IOException {
    assertThat(DOCUMENT).content().contains("`" + reason.word() + "`");
  }
}
