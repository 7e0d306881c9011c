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
record View(List<String> lines, int omitted) {

  /** The schema's limit for a line, and far above what a terminal shows. */
  static final int LINE = 512;

  /** With three bytes a letter and everything else, a status stays below 256 KiB. */
  static final int BYTES = 48 * 1024;

  /** How the first line begins once a server is known. */
  static final String PRODUCT = "PostgreSQL ";

  private static final String TROUBLE = "TROUBLE";
  private static final String NOT_SEEN = "NOT SEEN";
  private static final String CONNECTIONS = "CONNECTIONS";
  private static final String NOT_YET = "NOT ACTED ON";

  private static final String INDENT = "  ";

  /** Sentences are broken there; tables never are. */
  private static final int WIDTH = 116;

  /** The view of a good audit, or of one after which audits failed. */
  static View of(Course course, Scoped audit, List<Unseen> unseen, List<String> trouble) {
    ReportSpec report = Objects.requireNonNullElse(course.spec().report(), ReportSpec.DEFAULT);
    List<String> lines = new ArrayList<>(Servers.lines(audit));
    sentences(lines, TROUBLE, trouble);
    sentences(lines, NOT_SEEN, unseen.stream().map(Unseen::sentence).toList());
    if (!audit.pairings().isEmpty()) {
      section(
          lines,
          GroupTable.title(report.groupBy()),
          new GroupTable(audit, course.namespace(), report.groupBy()).lines());
    }
    List<String> end = new ArrayList<>();
    sentences(end, NOT_YET, NotYet.of(course.spec()));
    int room = BYTES - bytesOf(lines) - bytesOf(end);
    List<String> table =
        new ConnectionTable(audit, course.namespace()).lines(report.rows(), Math.max(0, room));
    int listed = Math.max(0, table.size() - 1);
    int omitted = audit.pairings().size() - listed;
    if (listed > 0) {
      section(
          lines,
          omitted == 0 ? CONNECTIONS : CONNECTIONS + " (" + omitted + " more are not listed)",
          table);
    }
    lines.addAll(end);
    return new View(bounded(lines), omitted);
  }

  /**
   * The view when no audit of this process has succeeded.
   *
   * @param before what was written by an earlier one; null when that is of no use
   */
  static View without(Course course, List<String> trouble, @Nullable List<String> before) {
    List<List<String>> kept = before == null ? List.of() : blocks(before);
    List<String> lines = new ArrayList<>();
    kept.stream().filter(block -> block.getFirst().startsWith(PRODUCT)).forEach(lines::addAll);
    sentences(lines, TROUBLE, trouble);
    for (List<String> block : kept) {
      String title = block.getFirst();
      if (!title.startsWith(PRODUCT) && !title.equals(TROUBLE) && !title.equals(NOT_YET)) {
        lines.add("");
        lines.addAll(block);
      }
    }
    sentences(lines, NOT_YET, NotYet.of(course.spec()));
    return new View(bounded(lines), 0);
  }

  /** Sections are parted by an empty line; none has one inside. */
  private static List<List<String>> blocks(List<String> lines) {
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
    List<String> broken = new ArrayList<>();
    for (String sentence : sentences) {
      List<String> paragraph = Paragraph.wrap(sentence, INDENT, WIDTH);
      broken.add(paragraph.getFirst().substring(INDENT.length()));
      broken.addAll(paragraph.subList(1, paragraph.size()));
    }
    section(lines, title, broken);
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

  private static List<String> bounded(List<String> lines) {
    return lines.stream().map(line -> Text.cut(line, LINE)).toList();
  }

  /** In UTF-8, with what a list item costs. */
  static int bytesOf(String line) {
    return line.getBytes(StandardCharsets.UTF_8).length + 3;
  }

  private static int bytesOf(List<String> lines) {
    return lines.stream().mapToInt(View::bytesOf).sum();
  }
}
