package dev.pgtether.operator.report;

import dev.pgtether.audit.document.Paragraph;
import dev.pgtether.operator.api.ReportSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The report for people, line by line.
 *
 * @param lines as kubectl describe prints them
 * @param omitted connections that are not listed
 */
record StatusView(List<String> lines, int omitted) {

  /** The schema's limit for a line, and far above what a terminal shows. */
  static final int MAX_LINE_LENGTH = 512;

  /** With three bytes a letter and everything else, a status stays below 256 KiB. */
  static final int MAX_BYTES = 48 * 1024;

  /** How the first line begins once a server is known. */
  static final String PRODUCT = "PostgreSQL ";

  private static final String TROUBLE = "TROUBLE";
  private static final String NOT_SEEN = "NOT SEEN";
  private static final String CONNECTIONS = "CONNECTIONS";
  private static final String NOT_ACTED_ON = "NOT ACTED ON";

  private static final String INDENT = "  ";

  /** Sentences are broken there; tables never are. */
  private static final int WIDTH = 116;

  /** The view of a good audit, or of one after which audits failed. */
  static StatusView of(
      ReportInput reportInput,
      ScopedAudit audit,
      List<VisibilityGap> unseen,
      List<String> trouble) {
    ReportSpec report = Objects.requireNonNullElse(reportInput.spec().report(), ReportSpec.DEFAULT);
    List<String> lines = new ArrayList<>(ServerReport.lines(audit));
    sentences(lines, TROUBLE, trouble);
    sentences(lines, NOT_SEEN, unseen.stream().map(VisibilityGap::sentence).toList());
    if (!audit.pairings().isEmpty()) {
      section(
          lines,
          GroupedConnectionTable.title(report.groupBy()),
          new GroupedConnectionTable(audit, reportInput.namespace(), report.groupBy()).lines());
    }
    List<String> end = new ArrayList<>();
    sentences(end, NOT_ACTED_ON, UnsupportedSpecFields.of(reportInput.spec()));
    int remainingBytes = MAX_BYTES - bytesOf(lines) - bytesOf(end);
    List<String> table =
        new ConnectionTable(audit, reportInput.namespace())
            .lines(report.rows(), Math.max(0, remainingBytes));
    int listed = Math.max(0, table.size() - 1);
    int omitted = audit.pairings().size() - listed;
    if (listed > 0) {
      section(
          lines,
          omitted == 0 ? CONNECTIONS : CONNECTIONS + " (" + omitted + " more are not listed)",
          table);
    }
    lines.addAll(end);
    return new StatusView(truncated(lines), omitted);
  }

  /**
   * The view when no audit of this process has succeeded.
   *
   * @param before what was written by an earlier one; null when that is of no use
   */
  static StatusView withoutResults(
      ReportInput reportInput, List<String> trouble, @Nullable List<String> before) {
    List<List<String>> keptSections = before == null ? List.of() : sectionsOf(before);
    List<String> lines = new ArrayList<>();
    keptSections.stream()
        .filter(block -> block.getFirst().startsWith(PRODUCT))
        .forEach(lines::addAll);
    sentences(lines, TROUBLE, trouble);
    for (List<String> block : keptSections) {
      String title = block.getFirst();
      if (!title.startsWith(PRODUCT) && !title.equals(TROUBLE) && !title.equals(NOT_ACTED_ON)) {
        lines.add("");
        lines.addAll(block);
      }
    }
    sentences(lines, NOT_ACTED_ON, UnsupportedSpecFields.of(reportInput.spec()));
    return new StatusView(truncated(lines), 0);
  }

  /** Sections are parted by an empty line; none has one inside. */
  private static List<List<String>> sectionsOf(List<String> lines) {
    List<List<String>> blocks = new ArrayList<>();
    boolean begins = true;
    for (String line : lines) {
      if (line.isEmpty()) {
        begins = true;
      } else {
        if (begins) {
          blocks.add(new ArrayList<>());
        }
        blocks.getLast().add(line);
        begins = false;
      }
    }
    return blocks;
  }

  private static void sentences(List<String> lines, String title, List<String> sentences) {
    List<String> wrapped = new ArrayList<>();
    for (String sentence : sentences) {
      List<String> paragraph = Paragraph.wrap(sentence, INDENT, WIDTH);
      wrapped.add(paragraph.getFirst().substring(INDENT.length()));
      wrapped.addAll(paragraph.subList(1, paragraph.size()));
    }
    section(lines, title, wrapped);
  }

  private static void section(List<String> lines, String title, List<String> content) {
    if (!content.isEmpty()) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add(title);
      content.forEach(line -> lines.add(INDENT + line));
    }
  }

  private static List<String> truncated(List<String> lines) {
    return lines.stream().map(line -> TextFormat.truncate(line, MAX_LINE_LENGTH)).toList();
  }

  /** In UTF-8, with what a list item costs. */
  static int bytesOf(String line) {
    return line.getBytes(StandardCharsets.UTF_8).length + 3;
  }

  private static int bytesOf(List<String> lines) {
    return lines.stream().mapToInt(StatusView::bytesOf).sum();
  }
}
