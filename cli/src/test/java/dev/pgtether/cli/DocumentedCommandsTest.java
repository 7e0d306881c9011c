package dev.pgtether.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every command of this program, every make target and every link in README and docs is true. */
class DocumentedCommandsTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)(?:^\\s*(?:\\$ )?(?:sudo )?bin/|`(?:bin/)?)pgtether ([^`\n|]+)");
  private static final Pattern MAKE = Pattern.compile("(?m)(?:^\\s*(?:\\$ )?|`)make ([a-z-]+)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

  @TestFactory
  Stream<DynamicTest> a_documented_command_line_is_one() throws IOException {
    return found(COMMAND)
        .filter(line -> !line.startsWith("demo") && !line.startsWith("watch"))
        .distinct()
        .map(line -> DynamicTest.dynamicTest(line, () -> isUnderstood(line)));
  }

  private static void isUnderstood(String line) {
    List<String> words = new ArrayList<>();
    Pattern.compile("'([^']*)'|(\\S+)")
        .matcher(line.strip())
        .results()
        .forEach(word -> words.add(word.group(1) == null ? word.group(2) : word.group(1)));
    FakeAuditor auditor = new FakeAuditor(Audits::complete);
    Run.Result result = Run.with(auditor).of(words.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  @Test
  void a_documented_make_target_is_one() throws IOException {
    String makefile = Files.readString(ROOT.resolve("Makefile"));
    Set<String> targets =
        Pattern.compile("(?m)^([a-z-]+):")
            .matcher(makefile)
            .results()
            .map(target -> target.group(1))
            .collect(Collectors.toSet());
    assertThat(found(MAKE)).isNotEmpty().isSubsetOf(targets);
  }

  @Test
  void a_link_leads_somewhere() throws IOException {
    Set<String> broken = new TreeSet<>();
    for (Path document : documents()) {
      for (String link : matches(LINK, Files.readString(document))) {
        if (!Files.exists(document.resolveSibling(link))) {
          broken.add(document.getFileName() + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static Stream<String> found(Pattern pattern) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path document : documents()) {
      found.addAll(matches(pattern, Files.readString(document)));
    }
    return found.stream();
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1).replaceFirst("\\s+#.*", "").strip())
        .toList();
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), files)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }
}
