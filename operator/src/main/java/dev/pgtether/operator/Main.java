package dev.pgtether.operator;

import dev.pgtether.operator.check.EndpointCheck;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;
import java.util.List;

/** The operator's program: the operator itself, or {@code check URL…}. */
@QuarkusMain
public final class Main {
  private Main() {}

  /** Without arguments it serves until it is told to end. */
  public static void main(String... args) {
    List<String> words = Arrays.asList(args);
    if (!words.isEmpty() && words.getFirst().equals("check")) {
      System.exit(EndpointCheck.ofEnvironment(System.getenv()).run(words.subList(1, words.size())));
    }
    Quarkus.run(args);
  }
}
