package dev.pgtether.testkit.it.program;

import java.util.List;

/** What a run of the program came to. */
public record Ended(int exitCode, String out, String err) {

  /** The document that it printed. */
  public Document document() {
    if (out.isBlank()) {
      throw new AssertionError("no document, exit code " + exitCode + ": " + err);
    }
    return Document.of(out);
  }

  /** One document a line, as a watch prints them. */
  public List<Document> documents() {
    return out.lines().map(Document::of).toList();
  }
}
