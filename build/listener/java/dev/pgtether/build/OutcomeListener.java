package dev.pgtether.build;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes down which tests were skipped and why, for {@code build/test} to print at the end: a test
 * that silently did not run is worse than one that failed.
 *
 * <p>One file for each run of Surefire or Failsafe, {@code target/tests-<run>.tsv}: a line {@code
 * count, passed, failed, skipped} and a line {@code skipped, test, reason} for each that did not
 * run. Compiled into the tests of every module; outside Maven it does nothing.
 */
public final class OutcomeListener implements TestExecutionListener {
  private final Optional<String> run = Optional.ofNullable(System.getProperty("pgtether.tests"));
  private final Set<String> started = ConcurrentHashMap.newKeySet();
  private final List<String> skipped = new ArrayList<>();
  private TestPlan plan;
  private int passedCount;
  private int failedCount;
  private int skippedCount;

  @Override
  public synchronized void testPlanExecutionStarted(TestPlan plan) {
    this.plan = plan;
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    started.add(test.getUniqueId());
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier test, String reason) {
    skip(test, reason);
  }

  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    switch (result.getStatus()) {
      case SUCCESSFUL -> passedCount += test.isTest() ? 1 : 0;
      case FAILED -> failedCount++;
      case ABORTED -> skip(test, result.getThrowable().map(Throwable::getMessage).orElse(null));
    }
  }

  @Override
  public synchronized void testPlanExecutionFinished(TestPlan plan) {
    run.ifPresent(this::write);
  }

  /** A class that gave up in its set-up counts as many tests as it would have run. */
  private void skip(TestIdentifier test, String reason) {
    long tests =
        test.isTest()
            ? 1
            : plan.getDescendants(test).stream()
                .filter(TestIdentifier::isTest)
                .filter(descendant -> !started.contains(descendant.getUniqueId()))
                .count();
    skippedCount += (int) Math.max(1, tests);
    skipped.add("skipped\t" + oneLine(name(test)) + "\t" + oneLine(because(reason)));
  }

  private static String because(String reason) {
    return reason == null || reason.isBlank()
        ? "no reason given"
        : reason.replaceFirst("^Assumption failed: ", "");
  }

  private static String name(TestIdentifier test) {
    String display = test.getDisplayName().replaceFirst("\\(.*\\)$", "");
    return switch (test.getSource().orElse(null)) {
      case MethodSource method -> simple(method.getClassName()) + ": " + display;
      case ClassSource type -> simple(type.getClassName());
      case null, default -> display;
    };
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  private static String oneLine(String text) {
    return text.lines().map(String::strip).collect(joining(" ")).replace('\t', ' ');
  }

  private void write(String runName) {
    Path file = Path.of("target", "tests-" + runName + ".tsv");
    List<String> lines = new ArrayList<>(skipped);
    lines.addFirst("count\t" + passedCount + "\t" + failedCount + "\t" + skippedCount);
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file.toAbsolutePath(), e);
    }
  }
}
