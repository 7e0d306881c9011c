package dev.pgtether.audit.document;

import org.junit.jupiter.api.Test;

class CsvDocumentTest {

  @Test
  void the_whole_document() {
    String csv = CsvDocument.of(Examples.audited(Examples.ALL, 0, false));
    // the lines end in CR LF; the golden file says so in letters, as git would change them
    Golden.assertMatches("audit.csv", csv.replace("\r\n", "<CR LF>\n"));
  }

  @Test
  void a_continued_document_has_no_header() {
    Audited audited = Examples.complete(Examples.IDLE);
    String csv = CsvDocument.of(audited);
    org.assertj.core.api.Assertions.assertThat(CsvDocument.continued(audited))
        .isEqualTo(csv.substring(csv.indexOf("\r\n") + 2));
  }
}
