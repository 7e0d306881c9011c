package dev.pgtether.testkit.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class of ours run in a JVM of its own: another process, with another id. */
public final class JavaCommand {
  private JavaCommand() {}

  /**
   * The command that runs the class's {@code main} there, on our own class path: a small heap, a
   * quick start.
   */
  public static List<String> forProgram(
      ProcessContext processContext, Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:-UsePerfData",
            "-Xmx64m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            processContext.uid() == null
                ? System.getProperty("java.class.path")
                : WorldReadableClassPath.asOption(),
            program.getName()));
    command.addAll(List.of(arguments));
    return processContext.wrap(command);
  }
}
