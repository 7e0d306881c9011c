package dev.pgtether.testkit.it.demo;

import java.util.List;

/** The table that a person sees, read by the places of its headings. */
record PrintedTable(List<Row> rows) {

  /**
   * @param client what stands under Client PID: {@code 7160}, or {@code 7191 +1} for two processes
   */
  record Row(
      String backendAddress,
      String clientAddress,
      String client,
      String verdict,
      String application) {

    boolean namesAProcess() {
      return Character.isDigit(client.charAt(0));
    }

    long pid() {
      return Long.parseLong(client.split(" ", -1)[0]);
    }

    int processes() {
      String[] words = client.split(" \\+", -1);
      return words.length == 1 ? 1 : 1 + Integer.parseInt(words[1]);
    }
  }

  static PrintedTable of(List<String> lines) {
    List<String> table =
        lines.stream()
            .dropWhile(line -> !line.startsWith("Backend PID"))
            .takeWhile(line -> !line.isBlank())
            .toList();
    if (table.isEmpty()) {
      throw new AssertionError("no table in " + lines);
    }
    String head = table.getFirst();
    return new PrintedTable(
        table.stream()
            .skip(1)
            .map(
                line ->
                    new Row(
                        cell(head, line, "Backend Addr"),
                        cell(head, line, "Client Addr"),
                        cell(head, line, "Client PID"),
                        cell(head, line, "Verdict"),
                        cell(head, line, "Application")))
            .toList());
  }

  private static String cell(String head, String line, String heading) {
    int from = head.indexOf(heading);
    int next = from + heading.length();
    while (next < head.length() && head.charAt(next) == ' ') {
      next++;
    }
    return line.substring(from, Math.min(next, line.length())).strip();
  }
}
